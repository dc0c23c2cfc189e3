package dev.callsign.directory.renewal;

import static dev.callsign.directory.LabResource.lab;
import static dev.callsign.directory.fetch.AcmeServer.json;
import static dev.callsign.directory.fetch.AcmeServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import dev.callsign.directory.DueRows;
import dev.callsign.directory.FollowedProfile;
import dev.callsign.directory.LabResource;
import dev.callsign.directory.ShiftedClock;
import dev.callsign.directory.fetch.AcmeServer;
import dev.callsign.directory.fetch.RenewalInfoFetcher;
import dev.callsign.directory.record.CallsignRepository;
import dev.callsign.directory.record.DueList;
import dev.callsign.directory.record.RecordedCallsign;
import dev.callsign.directory.record.Recorder;
import dev.callsign.directory.record.Registrar;
import dev.callsign.directory.record.Registration;
import dev.callsign.directory.record.RenewalPolls;
import dev.callsign.directory.state.EventType;
import dev.callsign.directory.state.StateName;
import dev.callsign.lab.LabHost;
import dev.callsign.renewal.CertId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an authority is asked, and what its answers do. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
@TestProfile(FollowedProfile.class)
class CheckupTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Registrar registrar;
  private final CallsignRepository repository;
  private final DueRows due;
  private final ShiftedClock clock;
  private final AcmeServer server =
      new AcmeServer(lab().authority().issue(lab().authority().leaf("localhost")));
  private final Checkup checkup;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  CheckupTest(
      Registrar registrar,
      Recorder recorder,
      CallsignRepository repository,
      DueList list,
      RenewalPolls polls,
      DueRows due,
      ShiftedClock clock) {
    this.registrar = registrar;
    this.repository = repository;
    this.due = due;
    this.clock = clock;
    RenewalInfoFetcher fetcher =
        new RenewalInfoFetcher(
            server.uri("/directory"),
            List.of(lab().authority().anchor()),
            Duration.ofSeconds(30),
            "test/1",
            clock,
            Ticker.systemTicker());
    this.checkup =
        new Checkup(registrar, recorder, list, polls, fetcher, HOUR.multipliedBy(12), clock);
  }

  @BeforeEach
  void offersRenewalInformation() {
    clock.stopAt(now);
    server.put("/directory", json("{\"renewalInfo\": \"" + server.uri("/ari") + "\"}"));
  }

  @AfterEach
  void stop() {
    server.close();
    clock.shift(Duration.ZERO);
  }

  private LabHost registered(String name) {
    LabHost host = lab().host(name);
    registrar.register(host.callsign());
    return host;
  }

  private static String path(LabHost host) {
    return "/ari/" + CertId.of(host.chain().leaf()).orElseThrow();
  }

  private void suggest(LabHost host, Instant start, Instant end) {
    String window =
        "{\"suggestedWindow\": {\"start\": \"%s\", \"end\": \"%s\"}}".formatted(start, end);
    server.put(path(host), json(window, "Retry-After", "21600"));
  }

  private RecordedCallsign recorded(LabHost host) {
    return repository.find(host.callsign()).orElseThrow();
  }

  private List<EventType> history(LabHost host) {
    return repository.history(host.callsign(), Long.MAX_VALUE, 100).stream()
        .map(entry -> entry.type())
        .toList();
  }

  private long questions(LabHost host) {
    return server.requests().stream().filter(path(host)::equals).count();
  }

  @Test
  void makesARenewalDueThatTheAuthorityPulledForward() {
    LabHost host = registered("pulled-forward");
    suggest(host, now.plus(Duration.ofDays(58)), now.plus(Duration.ofDays(60)));
    checkup.apply(host.callsign());
    assertThat(recorded(host).state()).isEqualTo(StateName.ACTIVE);
    assertThat(due.pollAt(host.callsign())).contains(now.plus(HOUR.multipliedBy(6)));

    suggest(host, now.minus(HOUR), now.plus(HOUR));
    clock.stopAt(now.plus(HOUR.multipliedBy(6)));
    checkup.apply(host.callsign());

    assertThat(recorded(host).state()).isEqualTo(StateName.RENEWAL_DUE);
    assertThat(recorded(host).facts().inForce().authorityDue()).isEqualTo(now.minus(HOUR));
    assertThat(history(host)).containsExactly(EventType.RENEWAL_DUE, EventType.FIRST);
    assertThat(due.dueAt(host.callsign()).orElseThrow())
        .as("a host of which a renewal is due is looked at every hour")
        .isBefore(clock.instant().plus(HOUR.multipliedBy(2)));
  }

  @Test
  void asksNoSoonerThanTheAuthorityWants() {
    LabHost host = registered("patient");
    suggest(host, now.plus(Duration.ofDays(58)), now.plus(Duration.ofDays(60)));
    checkup.apply(host.callsign());

    clock.stopAt(now.plus(HOUR.multipliedBy(6)).minusSeconds(1));
    checkup.apply(host.callsign());
    assertThat(questions(host)).isEqualTo(1);

    clock.stopAt(now.plus(HOUR.multipliedBy(6)));
    checkup.apply(host.callsign());
    assertThat(questions(host)).isEqualTo(2);
    assertThat(history(host)).containsExactly(EventType.FIRST);
  }

  @Test
  void asksNoLaterThanTheOperatorWants() {
    LabHost host = registered("impatient");
    String window =
        "{\"suggestedWindow\": {\"start\": \"%s\", \"end\": \"%s\"}}"
            .formatted(now.plus(Duration.ofDays(58)), now.plus(Duration.ofDays(60)));
    server.put(path(host), json(window, "Retry-After", "86400"));

    checkup.apply(host.callsign());

    assertThat(due.pollAt(host.callsign())).contains(now.plus(HOUR.multipliedBy(12)));
  }

  @Test
  void asksAboutANewLeafAtTheFirstCheckAfterItWasRecorded() {
    LabHost host = registered("renewed-as-suggested");
    suggest(host, now.minus(HOUR), now.plus(HOUR));
    checkup.apply(host.callsign());
    host.renew();
    suggest(host, now.plus(Duration.ofDays(59)), now.plus(Duration.ofDays(60)));

    checkup.apply(host.callsign());

    assertThat(questions(host)).isEqualTo(1);
    assertThat(recorded(host).state()).isEqualTo(StateName.ACTIVE);
    assertThat(recorded(host).facts().inForce().authorityDue())
        .isEqualTo(now.plus(Duration.ofDays(59)));
  }

  @Test
  void takesAWindowThatHasPassedForNow() {
    LabHost host = registered("at-once");
    suggest(host, now.minus(Duration.ofDays(400)), now.minus(Duration.ofDays(399)));

    checkup.apply(host.callsign());

    assertThat(recorded(host).state()).isEqualTo(StateName.RENEWAL_DUE);
  }

  @Test
  void doesNotBelieveWindowsOutsideOfTheCertificate() {
    LabHost early = registered("before-it-began");
    suggest(early, now.minus(Duration.ofDays(400)), now.plus(HOUR));
    LabHost late = registered("after-it-ends");
    suggest(late, now.plus(Duration.ofDays(400)), now.plus(Duration.ofDays(401)));

    checkup.apply(early.callsign());
    checkup.apply(late.callsign());

    assertThat(recorded(early).facts().inForce().authorityDue()).isNull();
    assertThat(recorded(late).facts().inForce().authorityDue()).isNull();
    assertThat(due.pollAt(late.callsign())).contains(now.plus(HOUR.multipliedBy(6)));
  }

  @Test
  void leavesAnAuthorityAloneThatHasTrouble() {
    LabHost host = registered("unlucky");
    LabHost other = registered("unlucky-too");
    server.put(path(host), status(503, ""));

    checkup.apply(host.callsign());
    checkup.apply(other.callsign());
    assertThat(due.pollAt(host.callsign())).contains(now.plus(HOUR));
    assertThat(questions(other)).isZero();

    clock.stopAt(now.plusSeconds(1));
    checkup.apply(other.callsign());
    assertThat(questions(other)).isEqualTo(1);
  }

  @Test
  void doesNotAskAboutWhatIsNotServed() {
    LabHost host = registered("already-ended");
    clock.stopAt(now.plus(Duration.ofDays(100)));

    checkup.apply(host.callsign());

    assertThat(recorded(host).state()).isEqualTo(StateName.EXPIRED);
    assertThat(questions(host)).isZero();
  }

  @Test
  void neitherLooksAtNorRegistersWhatIsNotRegistered() {
    LabHost host = lab().host("only-on-the-list");
    due.add(List.of(host.callsign().aLabel()), now, false);

    assertThat(checkup.apply(host.callsign())).isEqualTo(new Registration.Unchanged());

    assertThat(repository.find(host.callsign())).isEmpty();
    assertThat(due.dueAt(host.callsign())).isEmpty();
  }
}
