package dev.callsign.directory.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.directory.DueRows;
import dev.callsign.directory.LabResource;
import dev.callsign.directory.ShiftedClock;
import dev.callsign.directory.record.DueList;
import dev.callsign.directory.record.Registration;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is checked when; at a time at which nobody else is on the list. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class TrackerTest {
  private static final Instant START = Instant.parse("2001-01-01T00:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final TrackerLimits STANDARD = TrackerLimits.STANDARD;

  private final DueList due;
  private final DueRows rows;
  private final ShiftedClock clock = new ShiftedClock();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final HostsInTime hosts = new HostsInTime(START, this::checked);

  TrackerTest(DueList due, DueRows rows) {
    this.due = due;
    this.rows = rows;
    clock.stopAt(START);
  }

  @AfterEach
  void leaveNothing() {
    rows.remove(".tracked.example");
    rows.remove("-tracked.example");
  }

  private Tracker tracker(TrackerLimits limits, Function<Callsign, Registration> check) {
    return new Tracker(due, check, NamePolicy.PUBLIC, limits, clock, meters);
  }

  private static TrackerLimits limits(int prompt, int slow) {
    return new TrackerLimits(
        prompt, slow, 2, STANDARD.prompt(), STANDARD.lease(), Duration.ofMillis(1));
  }

  /** What the real check does in its transaction. */
  private void checked(String name) {
    due.set(List.of(name), clock.instant().plus(DAY));
  }

  /** Names of as many registrable domains. */
  private static List<String> names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i + "-tracked.example").toList();
  }

  private static List<String> namesOfOneDomain(int count) {
    return IntStream.range(0, count).mapToObj(i -> "n" + i + ".tracked.example").toList();
  }

  private int underWay() {
    return (int)
        meters.get("callsign.tracker.places").gauges().stream().mapToDouble(g -> g.value()).sum();
  }

  /** Rounds at one instant, until only those are under way that wait for time to pass. */
  private void roundsAtOneInstant(Tracker tracker) throws InterruptedException {
    int taken = 1;
    while (taken > 0) {
      taken = tracker.round();
      boolean isQuiet = false;
      while (!isQuiet) { // hosts that are asked only now count as waiting a moment later
        isQuiet = tracker.awaitAtMost(hosts.waiting(), Duration.ofMillis(10));
      }
    }
  }

  private void pass(Duration time) {
    clock.stopAt(clock.instant().plus(time));
    hosts.pass(time);
  }

  @Test
  void checksWhatIsDueOnceAndNothingElse() throws InterruptedException {
    rows.add(names("due", 3), START, false);
    rows.add(names("later", 3), START.plusMillis(1), false);
    Tracker tracker = tracker(STANDARD, hosts);

    assertThat(tracker.round()).isEqualTo(3);
    tracker.awaitIdle();

    assertThat(hosts.checked()).containsExactlyInAnyOrderElementsOf(names("due", 3));
    assertThat(tracker.round()).isZero();
  }

  @Test
  void neverTakesMoreThanItHasPlacesFor() {
    rows.add(names("due", 20), START, false);
    rows.add(names("silent", 20), START, true);
    hosts.silence(name -> true);
    Tracker tracker = tracker(limits(4, 6), hosts);

    assertThat(tracker.round()).isEqualTo(4 + 3);
    assertThat(tracker.round()).isZero();
    pass(SECOND);
    assertThat(tracker.round()).as("those of the prompt lane that changed over").isEqualTo(3);

    assertThat(due.take(false, clock.instant(), 100, START.plus(DAY))).hasSize(20 - 7);
    assertThat(due.take(true, clock.instant(), 100, START.plus(DAY))).hasSize(20 - 3);
    hosts.release();
  }

  @Test
  void doesNotLetThoseWaitWhoAnswerForThoseKnownNotTo() throws InterruptedException {
    rows.add(names("silent", 1000), START.minus(DAY), true);
    rows.add(names("healthy", 2000), START, false);
    hosts.silence(name -> name.startsWith("silent"));
    Tracker tracker = tracker(STANDARD, hosts);

    roundsAtOneInstant(tracker);

    assertThat(hosts.checked()).containsExactlyInAnyOrderElementsOf(names("healthy", 2000));
    hosts.release();
  }

  @Test
  void letsThoseGoOnElsewhereWhoTurnOutNotToAnswer() throws InterruptedException {
    List<String> all = names("any", 10_000);
    rows.add(all, START, false);
    hosts.silence(name -> name.hashCode() % 3 == 0);
    Tracker tracker = tracker(STANDARD, hosts);
    long healthy = all.stream().filter(name -> name.hashCode() % 3 != 0).count();

    // Without a slow lane, 3333 times half a minute in 64 places would be more than 26 minutes.
    for (int second = 0; second < 120 && hosts.answered() < healthy; second++) {
      roundsAtOneInstant(tracker);
      pass(SECOND);
    }

    assertThat(hosts.answered()).isEqualTo(healthy);
    hosts.release();
  }

  @Test
  void letsTheNamesOfOneDomainWaitForEachOtherAndNobodyElse() throws InterruptedException {
    rows.add(namesOfOneDomain(500), START.minus(DAY), false);
    rows.add(names("other", 100), START, false);
    hosts.silence(name -> name.endsWith(".tracked.example"));
    Tracker tracker = tracker(STANDARD, hosts);

    roundsAtOneInstant(tracker);
    assertThat(hosts.checked()).containsExactlyInAnyOrderElementsOf(names("other", 100));
    assertThat(hosts.waiting()).isEqualTo(2);

    hosts.release();
    hosts.silence(name -> false);
    for (int second = 0; second < 300; second++) {
      roundsAtOneInstant(tracker);
      pass(SECOND);
    }
    assertThat(hosts.checked()).hasSize(600).doesNotHaveDuplicates();
  }

  @Test
  void doesNotCheckOneTwiceThatTakesLongerThanItsLease() {
    rows.add(names("endless", 1), START, false);
    hosts.silence(name -> true);
    CountDownLatch never = new CountDownLatch(1);
    Tracker tracker = tracker(STANDARD, callsign -> awaited(never));
    tracker.round();

    clock.stopAt(START.plus(STANDARD.lease()));

    assertThat(tracker.round()).isEqualTo(1);
    assertThat(underWay()).isEqualTo(1);
    assertThat(rows.dueAt("endless0-tracked.example").orElseThrow())
        .isBetween(clock.instant().plusSeconds(5), clock.instant().plusSeconds(10));
    never.countDown();
  }

  private static Registration awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Registration.Unchanged();
  }

  @Test
  void triesAgainSoonWhatIsBusy() throws InterruptedException {
    rows.add(names("busy", 1), START, false);
    Tracker tracker = tracker(STANDARD, callsign -> new Registration.Busy());

    tracker.round();
    tracker.awaitIdle();

    assertThat(rows.dueAt("busy0-tracked.example").orElseThrow())
        .isBetween(START.plusSeconds(5), START.plusSeconds(10));
  }

  @Test
  void leavesTheTimeThatSomebodyElseSetWhileItWasBusy() throws InterruptedException {
    rows.add(names("busy", 1), START, false);
    Tracker tracker =
        tracker(
            STANDARD,
            callsign -> {
              checked(callsign.aLabel());
              return new Registration.Busy();
            });

    tracker.round();
    tracker.awaitIdle();

    assertThat(rows.dueAt("busy0-tracked.example")).contains(START.plus(DAY));
  }

  @Test
  void goesSlowlyWhileTheStorageFailsAndLosesNothing() throws InterruptedException {
    rows.add(names("unlucky", 2), START, false);
    AtomicBoolean fails = new AtomicBoolean(true);
    Tracker tracker =
        tracker(
            STANDARD,
            callsign -> {
              if (fails.get()) {
                throw new IllegalStateException("no storage");
              }
              return hosts.apply(callsign);
            });
    tracker.round();
    tracker.awaitIdle();
    rows.add(names("next", 1), START, false);

    assertThat(tracker.round()).as("while it is left alone").isZero();
    clock.stopAt(START.plus(SECOND));
    fails.set(false);
    assertThat(tracker.round()).isEqualTo(1);
    tracker.awaitIdle();
    clock.stopAt(START.plus(STANDARD.lease()));
    assertThat(tracker.round()).isEqualTo(2);
    tracker.awaitIdle();

    assertThat(hosts.checked()).hasSize(3);
  }

  @Test
  void leavesAloneWhatIsNoCallsignAnyMore() throws InterruptedException {
    rows.add(List.of("no_callsign.tracked.example"), START, false);
    Tracker tracker = tracker(STANDARD, hosts);

    roundsAtOneInstant(tracker);

    assertThat(hosts.checked()).isEmpty();
    assertThat(rows.dueAt("no_callsign.tracked.example")).contains(START.plus(DAY));
  }

  @Test
  void sharesTheWorkWithAnotherReplica() throws InterruptedException {
    rows.add(names("shared", 300), START, false);
    Tracker one = tracker(STANDARD, hosts);
    Tracker other =
        new Tracker(due, hosts, NamePolicy.PUBLIC, STANDARD, clock, new SimpleMeterRegistry());

    Thread elsewhere = Thread.ofVirtual().start(() -> untilNothingIsLeft(other));
    untilNothingIsLeft(one);
    elsewhere.join();

    assertThat(hosts.checked()).containsExactlyInAnyOrderElementsOf(names("shared", 300));
  }

  private static void untilNothingIsLeft(Tracker tracker) {
    try {
      while (tracker.round() > 0) {
        tracker.awaitIdle();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void takesNothingWhenItIsClosedAndDoesNotWaitForEver() {
    rows.add(names("endless", 1), START, false);
    hosts.silence(name -> true);
    Tracker tracker = tracker(limits(4, 6), hosts);
    tracker.round();
    rows.add(names("late", 1), START, false);

    tracker.close();

    assertThat(tracker.isClosed()).isTrue();
    assertThat(tracker.round()).isZero();
    assertThat(rows.dueAt("late0-tracked.example")).contains(START);
    hosts.release();
  }
}
