package dev.callsign.directory;

import static dev.callsign.directory.LabResource.lab;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.callsign.lab.HistoryFault;
import dev.callsign.lab.LabHost;
import dev.callsign.report.Slug;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.StatementSigner;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of other identity keys to which no device agrees (docs/protocol.md §5). */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class HoldTest {
  private static final Duration HOLD = Duration.ofDays(3);
  private static final Duration HALF_A_DAY = Duration.ofHours(12);
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private final ShiftedClock clock;

  HoldTest(ShiftedClock clock) {
    this.clock = clock;
  }

  @AfterEach
  void backToNow() {
    clock.shift(Duration.ZERO);
  }

  private static TestDevice device(LabHost host) {
    return new TestDevice(host, host.devices().getFirst());
  }

  private static ValidatableResponse veto(TestDevice device, LabHost host) {
    return device.send("POST", "/v1/callsigns/" + host.callsign() + "/veto", "");
  }

  /** A registered host with prekeys whose domain is then in other hands. */
  private static TestDevice takenOver(LabHost host) {
    Requests.register(host.callsign()).statusCode(201);
    TestDevice owner = device(host);
    owner.upload(owner.prekeys().upload(20, 0)).statusCode(200);
    host.misbehave(HistoryFault.IDENTITIES_REPLACED);
    Requests.check(host.callsign()).statusCode(201).body("state", equalTo("held"));
    return owner;
  }

  /** Somebody looks now and then, as the directory does by itself, until so much later. */
  private void keepLooking(LabHost host, Duration from, Duration until) {
    for (Duration at = from; at.compareTo(until) < 0; at = at.plus(HALF_A_DAY)) {
      clock.shift(at);
      Requests.check(host.callsign()).statusCode(200).body("state", equalTo("held"));
    }
    clock.shift(until);
  }

  @Test
  void answersTheOldKeysForTheWholeHoldAndTheNewOnesWithAWarningAfterIt() {
    LabHost host = lab().host("reinstalled");
    String before = host.statement();
    takenOver(host);
    String since = Requests.lookUp(host.callsign()).extract().path("pending_change.since");
    String activeFrom =
        Requests.lookUp(host.callsign())
            .body("statement", equalTo(before))
            .body("grade", equalTo("first"))
            .body("advice.about", contains("held"))
            .extract()
            .path("pending_change.active_from");
    assertThat(Instant.parse(activeFrom)).isEqualTo(Instant.parse(since).plus(HOLD));

    keepLooking(host, HALF_A_DAY, HOLD.minus(A_MINUTE));
    Requests.check(host.callsign()).statusCode(200).body("statement", equalTo(before));
    Requests.bundle(host.callsign())
        .statusCode(200)
        .body("state", equalTo("held"))
        .body("statement", equalTo(before))
        .body("pending_change.active_from", equalTo(activeFrom));

    clock.shift(HOLD.plus(A_MINUTE));
    Requests.lookUp(host.callsign()).body("statement", equalTo(before)); // nobody has looked yet
    Requests.check(host.callsign())
        .statusCode(201)
        .body("state", equalTo("active"))
        .body("grade", equalTo("reclaimed"))
        .body("statement", equalTo(host.statement()))
        .body("pending_change", nullValue())
        .body("advice.about", hasItem("reclaimed"));
    Requests.isProblem(Requests.bundle(host.callsign()), 404, "no-prekeys");
    Requests.history(host.callsign())
        .body("entries.type", contains("reclaimed", "held", "first"))
        .body("entries.state", contains("active", "held", "active"));
  }

  @Test
  void doesNotStartAnewWhenTheSameKeysAreSignedAgainButDoesForOthers() {
    LabHost host = lab().host("impatient");
    takenOver(host);
    String since = Requests.lookUp(host.callsign()).extract().path("pending_change.since");

    keepLooking(host, HALF_A_DAY, Duration.ofDays(2));
    host.renew();
    Requests.check(host.callsign())
        .statusCode(201)
        .body("pending_change.seq", equalTo(3))
        .body("pending_change.since", equalTo(since));

    host.misbehave(HistoryFault.IDENTITIES_REPLACED);
    Requests.check(host.callsign())
        .statusCode(201)
        .body("pending_change.seq", equalTo(4))
        .body("pending_change.since", not(equalTo(since)));
    keepLooking(host, Duration.ofHours(60), HOLD.plus(A_MINUTE));
    Requests.check(host.callsign()).statusCode(200).body("state", equalTo("held"));
  }

  @Test
  void doesNotEndByALookBeforeAndOneAfterATimeInWhichNobodyLooked() {
    LabHost host = lab().host("unwatched");
    String before = host.statement();
    TestDevice owner = takenOver(host);
    String since = Requests.lookUp(host.callsign()).extract().path("pending_change.since");

    clock.shift(HOLD.multipliedBy(2));
    Requests.check(host.callsign())
        .statusCode(200)
        .body("state", equalTo("held"))
        .body("statement", equalTo(before))
        .body("pending_change.since", not(equalTo(since)));

    Requests.history(host.callsign()).body("entries.type", contains("held", "held", "first"));
    veto(owner, host).statusCode(200);
  }

  @Test
  @Provokes(Slug.CHANGE_VETOED)
  void letsADeviceOfTheStatementInForceEndAHeldChangeForEver() {
    LabHost host = lab().host("defended");
    String before = host.statement();
    TestDevice owner = takenOver(host);

    veto(owner, host).statusCode(200).body("vetoed", equalTo(true));

    Requests.lookUp(host.callsign())
        .body("state", equalTo("active"))
        .body("statement", equalTo(before))
        .body("pending_change", nullValue());
    Requests.isProblem(veto(owner, host), 409, "nothing-held");
    Requests.isProblem(Requests.check(host.callsign()), 422, "verification-failed")
        .body("report.primary_failure", equalTo("change-vetoed"));
    clock.shift(HOLD.plus(A_MINUTE));
    host.renew();
    Requests.isProblem(Requests.check(host.callsign()), 422, "verification-failed")
        .body("report.primary_failure", equalTo("change-vetoed"));
    Requests.lookUp(host.callsign())
        .body("state", equalTo("mismatch"))
        .body("statement", equalTo(before))
        .body("mismatch.reason", equalTo("change-vetoed"))
        .body("advice.about", contains("mismatch"));
    host.publish(before);
    Requests.check(host.callsign())
        .statusCode(200)
        .body("state", equalTo("active"))
        .body("mismatch", nullValue())
        .body("advice.about", contains("served-by-other-key"));
    Requests.history(host.callsign())
        .body(
            "entries.type",
            contains("served-by-other-key", "active", "mismatch", "vetoed", "held", "first"));
  }

  @Test
  @Provokes(Slug.CHANGE_VETOED)
  void forbidsByTheVetoOfAChangeWithoutNewKeysEachSuchChangeThatNobodyAgreesTo() {
    LabHost host = lab().host("thinned-out");
    host.addDeviceByConsent();
    host.addDeviceByConsent();
    Requests.register(host.callsign()).statusCode(201);
    TestDevice owner = device(host);
    String before = host.statement();
    host.publish(nextOf(host, 1, 2));
    Requests.check(host.callsign()).statusCode(201).body("state", equalTo("held"));

    veto(owner, host).statusCode(200).body("vetoed", equalTo(true));

    for (int[] left : new int[][] {{1, 2}, {1}, {2, 3}}) {
      host.publish(nextOf(host, left));
      Requests.isProblem(Requests.check(host.callsign()), 422, "verification-failed")
          .body("report.primary_failure", equalTo("change-vetoed"));
      Requests.lookUp(host.callsign())
          .body("state", equalTo("mismatch"))
          .body("statement", equalTo(before))
          .body("pending_change", nullValue());
    }
    host.removeDeviceByConsent(2);
    Requests.check(host.callsign())
        .statusCode(201)
        .body("state", equalTo("active"))
        .body("grade", equalTo("reduced"));
    host.publish(nextOf(host, 1));
    Requests.isProblem(Requests.check(host.callsign()), 422, "verification-failed")
        .body("report.primary_failure", equalTo("change-vetoed"));
    host.misbehave(HistoryFault.IDENTITIES_REPLACED); // other keys are another change
    Requests.check(host.callsign()).statusCode(201).body("state", equalTo("held"));
  }

  /** The next statement with these devices only, to which none agrees. */
  private static String nextOf(LabHost host, int... devices) {
    KeyStatement last = host.payload();
    KeyStatement next =
        new KeyStatement(
            last.subject(),
            last.seq() + 1,
            StatementSigner.sha256(host.statement()),
            last.issuedAt(),
            last.expiresAt(),
            last.devices().stream()
                .filter(device -> IntStream.of(devices).anyMatch(id -> id == device.id()))
                .toList(),
            last.next(),
            last.mailbox());
    return StatementSigner.sign(next, host.chain(), host.domainKey());
  }

  @Test
  void hearsNobodyElsesVeto() {
    LabHost host = lab().host("disputed");
    takenOver(host);
    TestDevice intruder = device(host);
    TestDevice stranger = TestDevice.registered("a.meddling.test");

    Requests.isProblem(veto(intruder, host), 401, "bad-request-signature");
    Requests.isProblem(veto(stranger, host), 401, "bad-request-signature");

    Requests.lookUp(host.callsign()).body("state", equalTo("held"));
  }

  @Test
  void servesNothingAfterARevocationAndStillHearsTheVeto() {
    LabHost host = lab().host("disarmed");
    Requests.register(host.callsign()).statusCode(201);
    TestDevice owner = device(host);
    lab().authority().revoke(host.chain().leaf());
    host.misbehave(HistoryFault.IDENTITIES_REPLACED);
    host.renew();

    Requests.isProblem(Requests.check(host.callsign()), 410, "callsign-revoked");

    Requests.isProblem(Requests.lookUp(host.callsign()), 410, "callsign-revoked");
    Requests.isProblem(Requests.bundle(host.callsign()), 410, "callsign-revoked");
    Requests.isProblem(owner.status(), 404, "unknown-device");
    veto(owner, host).statusCode(200);
    Requests.isProblem(Requests.check(host.callsign()), 422, "verification-failed");
    Requests.history(host.callsign())
        .body("entries.type", contains("vetoed", "revoked", "held", "first"));
    given()
        .get("/v1/callsigns/{domain}/evidence", host.callsign().toString())
        .then()
        .statusCode(200);
  }

  @Test
  void isActiveAgainWithTheNextStatementAfterARevocation() {
    LabHost host = lab().host("rekeyed-after-all");
    Requests.register(host.callsign()).statusCode(201);
    lab().authority().revoke(host.chain().leaf());

    Requests.isProblem(Requests.check(host.callsign()), 422, "verification-failed");
    Requests.isProblem(Requests.lookUp(host.callsign()), 410, "callsign-revoked");
    host.renew();
    Requests.check(host.callsign())
        .statusCode(201)
        .body("state", equalTo("active"))
        .body("grade", equalTo("renewed"));
    Requests.history(host.callsign()).body("entries.type", contains("renewed", "revoked", "first"));
  }
}
