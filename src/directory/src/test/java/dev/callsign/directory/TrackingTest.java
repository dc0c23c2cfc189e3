package dev.callsign.directory;

import static dev.callsign.directory.LabResource.lab;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.callsign.directory.renewal.RevocationSweep;
import dev.callsign.directory.renewal.Tracker;
import dev.callsign.lab.ConnectFault;
import dev.callsign.lab.HttpFault;
import dev.callsign.lab.LabHost;
import dev.callsign.name.Callsign;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of callsigns that nobody asks about. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
@TestProfile(FollowedProfile.class)
class TrackingTest {

  /** Longer than until the next check of any callsign. */
  private static final Duration DAY = Duration.ofHours(27);

  private final Tracker tracker;
  private final RevocationSweep sweep;
  private final DueRows due;
  private final ShiftedClock clock;

  TrackingTest(Tracker tracker, RevocationSweep sweep, DueRows due, ShiftedClock clock) {
    this.tracker = tracker;
    this.sweep = sweep;
    this.due = due;
    this.clock = clock;
  }

  @AfterEach
  void backToNow() {
    clock.shift(Duration.ZERO);
  }

  private static LabHost registered(String name) {
    LabHost host = lab().host(name);
    Requests.register(host.callsign()).statusCode(201);
    return host;
  }

  /** What replicas do in the course of time, until nothing is due any more. */
  private void followAt(Duration later) throws InterruptedException {
    clock.shift(later);
    do {
      tracker.awaitIdle();
    } while (tracker.round() > 0);
  }

  private boolean isDue(Callsign callsign) {
    return due.dueAt(callsign).map(at -> !at.isAfter(clock.instant())).orElseThrow();
  }

  @Test
  void findsARenewal() throws InterruptedException {
    LabHost host = registered("renewed-at-night");
    host.renew();

    followAt(DAY);

    Requests.lookUp(host.callsign()).statusCode(200).body("statement", equalTo(host.statement()));
    Requests.history(host.callsign()).body("entries.type", contains("renewed", "first"));
  }

  @Test
  void waitsThreeDaysBeforeAHostIsUnreachable() throws InterruptedException {
    LabHost host = registered("dark");
    host.misbehave(ConnectFault.REFUSED);

    followAt(DAY);
    Requests.lookUp(host.callsign()).body("state", equalTo("active"));
    followAt(Duration.ofHours(71));
    Requests.lookUp(host.callsign()).body("state", equalTo("active"));
    followAt(Duration.ofHours(73));
    Requests.lookUp(host.callsign()).statusCode(200).body("state", equalTo("unreachable"));
    assertThat(due.isSilent(host.callsign())).contains(true);

    host.behave();
    followAt(Duration.ofHours(90));

    Requests.lookUp(host.callsign()).body("state", equalTo("active"));
    Requests.history(host.callsign())
        .body("entries.type", contains("active", "unreachable", "first"));
    assertThat(due.isSilent(host.callsign())).contains(false);
  }

  @Test
  void findsThatAStatementIsGoneAndThatItIsThereAgain() throws InterruptedException {
    LabHost host = registered("tidied-up");
    host.misbehave(HttpFault.NOT_FOUND);

    followAt(DAY);
    Requests.lookUp(host.callsign())
        .statusCode(200)
        .body("state", equalTo("mismatch"))
        .body("mismatch.reason", equalTo("statement-not-found"));

    host.behave();
    followAt(DAY.multipliedBy(2));

    Requests.lookUp(host.callsign()).body("state", equalTo("active"));
    Requests.history(host.callsign()).body("entries.type", contains("active", "mismatch", "first"));
  }

  @Test
  void endsTheServingWhenAStatementEnds() throws InterruptedException {
    LabHost host = registered("forgotten");

    followAt(Duration.ofDays(91));

    Requests.isProblem(Requests.lookUp(host.callsign()), 410, "callsign-expired");
    Requests.history(host.callsign()).body("entries.type", hasItem("expired"));
  }

  @Test
  void endsTheServingOnceTheNextListSaysThatALeafIsRevoked() throws InterruptedException {
    LabHost host = registered("stolen");
    LabHost other = registered("not-stolen");
    sweep.round();
    lab().authority().revoke(host.chain().leaf());

    assertThat(sweep.round()).contains(1);
    assertThat(isDue(host.callsign())).isTrue();
    assertThat(isDue(other.callsign())).isFalse();
    followAt(Duration.ZERO);

    Requests.lookUp(host.callsign()).statusCode(410);
    Requests.lookUp(other.callsign()).statusCode(200);
    Requests.history(host.callsign()).body("entries.type", contains("revoked", "first"));
    assertThat(sweep.round()).as("what is recorded already").contains(0);
  }

  @Test
  void doesNotMindARevocationAfterTheRenewal() throws InterruptedException {
    LabHost host = registered("replaced-in-time");
    var replaced = host.chain().leaf();
    host.renew();
    followAt(DAY);
    backToNow();
    lab().authority().revoke(replaced);

    assertThat(sweep.round()).contains(0);
    followAt(DAY.multipliedBy(2));

    Requests.lookUp(host.callsign()).statusCode(200);
    Requests.history(host.callsign()).body("entries.type", not(hasItem("revoked")));
  }

  @Test
  void followsTheOwnersNextCertificateAfterARevocation() throws InterruptedException {
    LabHost host = registered("stolen-and-replaced");
    lab().authority().revoke(host.chain().leaf());
    sweep.round();
    followAt(Duration.ZERO);
    host.renew();

    followAt(DAY);

    Requests.lookUp(host.callsign()).statusCode(200).body("state", equalTo("active"));
  }

  @Test
  void takesNoTurnThatAnotherReplicaHas() {
    sweep.round();
    due.turnIsTaken("revocation-sweep", clock.instant().plus(DAY));

    assertThat(sweep.round()).isEqualTo(Optional.empty());

    due.turnIsTaken("revocation-sweep", clock.instant());
    assertThat(sweep.round()).isPresent();
  }
}
