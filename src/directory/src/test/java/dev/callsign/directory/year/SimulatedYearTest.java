package dev.callsign.directory.year;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.directory.ShiftedClock;
import dev.callsign.directory.lookup.BundleLookup;
import dev.callsign.directory.lookup.CallsignLookup;
import dev.callsign.directory.prekeys.PrekeyStore;
import dev.callsign.directory.record.CallsignRepository;
import dev.callsign.directory.record.DueList;
import dev.callsign.directory.record.EvidenceStore;
import dev.callsign.directory.record.Recorder;
import dev.callsign.directory.state.EventType;
import dev.callsign.directory.state.StateName;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.lab.KeyType;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.x509.CertificateChain;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A year of a thousand callsigns on certificates of 6, 45 and 90 days, two replicas, one death. */
@QuarkusTest
@QuarkusTestResource(value = YearResource.class, restrictToAnnotatedClass = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatedYearTest {
  private static final Logger LOG = Logger.getLogger(SimulatedYearTest.class);
  private static final long SEED = Long.getLong("year.seed", 2027);

  /** How many owners there are, by the days that their certificates last. */
  private static final SortedMap<Integer, Integer> OWNERS =
      new TreeMap<>(Map.of(6, 10, 45, 120, 90, 870));

  @Inject CallsignRepository callsigns;
  @Inject Recorder recorder;
  @Inject EvidenceStore evidence;
  @Inject DueList due;
  @Inject Transactions transactions;
  @Inject CallsignLookup lookup;
  @Inject BundleLookup bundles;
  @Inject PrekeyStore prekeys;
  @Inject ShiftedClock clock;

  private final Map<Callsign, Owner> owners = new LinkedHashMap<>();
  private Year year;
  private World world;
  private Witness witness;
  private Follower follower;
  private Uploads uploads;
  private Notary notary;
  private EventFeed history;

  @BeforeAll
  void aYearPasses() throws InterruptedException, MalformedException {
    SplittableRandom random = new SplittableRandom(SEED);
    SecureRandom keys = new SecureRandom();
    clock.stopAt(Year.START);
    notary = new Notary(clock, keys);
    for (Map.Entry<Integer, Integer> each : OWNERS.entrySet()) {
      for (int i = 0; i < each.getValue(); i++) {
        Callsign callsign =
            Callsign.parse("host-" + each.getKey() + "-" + i + ".test", NamePolicy.WITH_TEST_NAMES);
        Duration lifetime = Duration.ofDays(each.getKey());
        owners.put(callsign, Biography.write(callsign, lifetime, random.split(), keys, Year.START));
      }
    }
    CertificateChain terminator =
        notary.certify(
            Callsign.parse("terminator.test", NamePolicy.WITH_TEST_NAMES),
            new Period(Year.START, Duration.ofDays(90)),
            KeyType.P256.generate(keys));
    world = new World(owners, notary, clock, terminator);
    witness = new Witness(lookup, bundles, world, clock);
    history = new HistoryTable(transactions);
    follower = new Follower(history, random.split());
    Replica.Shared shared = new Replica.Shared(callsigns, recorder, evidence, due, world, clock);
    uploads = new Uploads(prekeys, keys);
    year =
        new Year(
            List.copyOf(owners.values()),
            shared,
            clock,
            witness,
            follower,
            uploads,
            random.split());
    year.pass();
    LOG.infof(
        "a year: %d checks %s, %d statements, %d lookups, %d bundles of %d phones, %d crashes",
        world.checks(),
        year.checks(),
        world.statements(),
        witness.lookups(),
        witness.bundlesSeen(),
        uploads.stored(),
        follower.crashes());
  }

  @AfterAll
  void close() {
    notary.close();
  }

  private List<Event> events(Callsign callsign) {
    return history.after(callsign, 0, Integer.MAX_VALUE);
  }

  @Test
  void theHistoryOfEachCallsignIsCompleteAndInOrder() {
    for (Owner owner : owners.values()) {
      List<Event> events = events(owner.callsign());
      List<Expected> expected = owner.expected();
      assertThat(events.size()).isLessThanOrEqualTo(expected.size());
      for (int i = 0; i < expected.size(); i++) {
        Expected line = expected.get(i);
        if (i >= events.size()) {
          assertThat(line.isCertain(Year.END)).as("%s: %s", owner.callsign(), line).isFalse();
          continue;
        }
        Event event = events.get(i);
        assertThat(List.of(event.type(), event.state()))
            .as("%s: %s for %s", owner.callsign(), near(events, i), near(expected, i))
            .isEqualTo(List.of(line.type(), line.state()));
        assertThat(line.allows(event.at(), year.grace(owner.callsign(), event.at())))
            .as("%s: %s for %s", owner.callsign(), event, line)
            .isTrue();
      }
    }
  }

  private static <T> List<T> near(List<T> all, int index) {
    return all.subList(Math.max(0, index - 2), Math.min(all.size(), index + 3));
  }

  @Test
  void everyStateIsRight() {
    for (Owner owner : owners.values()) {
      List<StateName> possible = new ArrayList<>();
      for (Expected line : owner.expected()) {
        if (line.isCertain(Year.END)) {
          possible.clear();
        }
        if (!line.isAhead(Year.END)) {
          possible.add(line.state());
        }
      }
      assertThat(callsigns.find(owner.callsign()).orElseThrow().state())
          .as("%s: %s", owner.callsign(), owner.expected())
          .isIn(possible);
    }
  }

  @Test
  void noExpiryIsMissed() {
    for (Owner owner : owners.values()) {
      List<Instant> ends =
          owner.expected().stream()
              .filter(line -> line.type() == EventType.EXPIRED && line.isCertain(Year.END))
              .map(Expected::earliest)
              .toList();
      assertThat(events(owner.callsign()))
          .filteredOn(event -> event.type() == EventType.EXPIRED)
          .hasSameSizeAs(ends);
    }
  }

  @Test
  void nothingIsServedPastItsEnd() {
    assertThat(witness.servedPastTheEnd()).isEmpty();
    assertThat(witness.notServed()).isEmpty();
    assertThat(witness.lookups()).isGreaterThan(1_000);
    assertThat(witness.bundlesSeen()).isGreaterThan(100);
  }

  @Test
  void noTakeoverIsInForceBeforeItsHoldIsOver() {
    assertThat(witness.servedBeforeItsTime()).isEmpty();
    int takeovers = 0;
    for (Owner owner : owners.values()) {
      Instant held = Instant.MAX;
      for (Event event : events(owner.callsign())) {
        if (event.type() == EventType.HELD) {
          held = event.at();
        }
        if (event.type() == EventType.RECLAIMED) {
          takeovers++;
          assertThat(event.at()).isAfterOrEqualTo(held.plus(Biography.HOLD));
        }
      }
    }
    assertThat(takeovers).isGreaterThan(20);
    assertThat(year.vetoesOfNothing()).isEmpty();
  }

  @Test
  void whoeverFollowsSeesEveryEventAndInOrder() {
    for (Owner owner : owners.values()) {
      List<Event> first = new ArrayList<>();
      for (Event event : follower.told(owner.callsign())) {
        if (first.isEmpty() || event.id() > first.getLast().id()) {
          first.add(event);
        }
      }
      assertThat(first).isEqualTo(events(owner.callsign()));
    }
    assertThat(follower.crashes()).isGreaterThan(1_000);
  }

  @Test
  void theLeasesOfTheDeadFallToOthers() {
    Year.Death death = year.death();
    List<Callsign> ending =
        year.buried().stream()
            .filter(
                callsign ->
                    Objects.requireNonNull(owners.get(callsign)).expected().stream()
                        .anyMatch(
                            line ->
                                line.type() == EventType.EXPIRED
                                    && line.earliest().equals(death.at())))
            .toList();

    assertThat(ending).isNotEmpty();
    for (Callsign callsign : ending) {
      assertThat(events(callsign))
          .filteredOn(event -> !event.at().isBefore(death.at()))
          .first()
          .satisfies(
              event -> {
                assertThat(event.type()).isEqualTo(EventType.EXPIRED);
                assertThat(event.at()).isBetween(death.at(), death.leaseOver());
              });
    }
  }

  @Test
  void theReplicasShareTheWork() {
    long all = year.checks().stream().mapToLong(Long::longValue).sum();

    assertThat(year.checks()).hasSize(3).allMatch(checks -> checks > all / 10);
  }
}
