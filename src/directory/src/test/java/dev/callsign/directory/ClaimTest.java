package dev.callsign.directory;

import static dev.callsign.directory.LabResource.lab;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.callsign.lab.LabHost;
import dev.callsign.lab.PrekeyMaker;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.request.RequestSigner;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.StatementSigner;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets which one-time prekeys, and how many (docs/protocol.md §4, Claiming). */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class ClaimTest {
  private static final Duration REFILL = Duration.ofMinutes(10);

  private final ShiftedClock clock;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  ClaimTest(ShiftedClock clock) {
    this.clock = clock;
  }

  @BeforeEach
  void stopTheClock() {
    clock.stopAt(now.plusSeconds(5)); // after every 'iat' of the lab, which shows true time
  }

  @AfterEach
  void backToNow() {
    clock.shift(Duration.ZERO);
  }

  private void advance(Duration by) {
    clock.stopAt(clock.instant().plus(by));
  }

  private static TestDevice target(String label, int oneTime, int pqOneTime) {
    TestDevice target = TestDevice.registered(label);
    target.upload(target.prekeys().upload(oneTime, pqOneTime)).statusCode(200);
    return target;
  }

  private static ValidatableResponse isGiven(ValidatableResponse response) {
    return response.statusCode(200).body("devices[0].one_time", equalTo("given"));
  }

  private static ValidatableResponse isLimited(ValidatableResponse response, Duration wait) {
    return Requests.isProblem(response, 429, "rate-limited")
        .header("Retry-After", equalTo(Long.toString(wait.toSeconds())));
  }

  @Test
  void givesNothingToWhoeverDoesNotSign() {
    TestDevice bob = target("unasked", 1, 1);
    String claims = bob.path() + "/claims";

    Requests.isProblem(
        given().contentType(RequestSigner.MEDIA_TYPE).body("{}").post(claims).then(),
        400,
        "malformed-request");
    Requests.isProblem(
        given().contentType("application/json").body("{}").post(claims).then(),
        415,
        "unsupported-media-type");
    assertThat(given().post(claims).statusCode()).isBetween(400, 415);
    assertThat(given().get(claims).statusCode()).isBetween(404, 405);

    bob.status().body("one_time_prekeys.count", equalTo(1)).body("claims_last_day", equalTo(0));
  }

  @Test
  void takesNothingForReadingABundle() {
    TestDevice bob = target("browsed", 1, 1);

    for (int i = 0; i < 3; i++) {
      Requests.bundle(bob.address().callsign())
          .statusCode(200)
          .body("devices[0].one_time", equalTo("not-claimed"))
          .body("devices[0].one_time_prekey", nullValue())
          .body("devices[0].pq_prekey.key_id", equalTo(2));
      given().get(bob.path() + "/bundle").then().statusCode(200);
    }
    bob.status()
        .body("one_time_prekeys.count", equalTo(1))
        .body("pq_one_time_prekeys.count", equalTo(1))
        .body("pq_last_resort_prekey.used", equalTo(false));
  }

  @Test
  void givesTheOldestKeyFirstOverSeveralUploads() {
    TestDevice bob = TestDevice.registered("ordered");
    TestDevice alice = TestDevice.registered("a.ordering.test");
    PrekeyMaker prekeys = bob.prekeys();
    PrekeyUpload later = prekeys.upload(2, 1); // 1 to 5
    bob.upload(prekeys.upload(2, 1)).statusCode(200); // 6 to 10
    bob.upload(later).statusCode(200);

    for (int id : new int[] {8, 9, 3, 4}) {
      isGiven(alice.claim(bob)).body("devices[0].one_time_prekey.key_id", equalTo(id));
    }
    alice
        .claim(bob)
        .statusCode(200)
        .body("devices[0].one_time", equalTo("exhausted"))
        .body("devices[0].one_time_prekey", nullValue())
        .body("devices[0].pq_prekey.key_id", equalTo(2));
    bob.status()
        .body("claims_last_day", equalTo(5))
        .body("pq_last_resort_prekey.used", equalTo(true));
  }

  @Test
  void answersAClaimWithTheBundleOfTheDevice() {
    TestDevice bob = target("answering", 1, 0);
    TestDevice alice = TestDevice.registered("a.answers.test");
    String published = given().get(bob.path() + "/bundle").asString();

    String claimed = isGiven(alice.claim(bob)).extract().asString();

    assertThat(claimed)
        .isEqualTo(
            published
                .replace("\"one_time\":\"not-claimed\"", "\"one_time\":\"given\"")
                .replace("\"pq_prekey\":", oneTimePrekey(claimed) + "\"pq_prekey\":"));
  }

  /** The member of the only device, up to its comma. */
  private static String oneTimePrekey(String bundle) {
    int start = bundle.indexOf("\"one_time_prekey\":");
    return bundle.substring(start, bundle.indexOf("\"pq_prekey\":", start));
  }

  @Test
  void givesADomainSixKeysOfADeviceAndOneMoreEveryTenMinutes() {
    TestDevice bob = target("limited", 20, 0);
    TestDevice other = target("limited-too", 20, 0);
    TestDevice a = TestDevice.registered("a.one.test");
    TestDevice b = TestDevice.registered("b.one.test");
    TestDevice elsewhere = TestDevice.registered("a.two.test");
    for (int i = 0; i < 3; i++) {
      isGiven(a.claim(bob));
      isGiven(b.claim(bob));
    }

    isLimited(a.claim(bob), REFILL);
    isLimited(b.claim(bob), REFILL)
        .header("Callsign-Prekeys", equalTo("one-time=0, pq-one-time=0"));
    isGiven(elsewhere.claim(bob));
    isGiven(a.claim(other));
    bob.status().body("one_time_prekeys.count", equalTo(13));

    advance(REFILL.minusSeconds(1));
    isLimited(a.claim(bob), Duration.ofSeconds(1));
    advance(Duration.ofSeconds(1));
    isGiven(b.claim(bob));
    isLimited(a.claim(bob), REFILL);
    bob.status().body("one_time_prekeys.count", equalTo(12)).body("claims_last_day", equalTo(8));
  }

  @Test
  void fillsABucketUpToSixAndNoFurther() {
    TestDevice bob = target("patient", 20, 0);
    TestDevice a = TestDevice.registered("a.waiting.test");
    isGiven(a.claim(bob));
    advance(Duration.ofHours(5));

    for (int i = 0; i < 6; i++) {
      isGiven(a.claim(bob));
    }
    isLimited(a.claim(bob), REFILL);
  }

  @Test
  void withholdsOneTimeKeysAfterSixtyInAnHour() {
    TestDevice bob = target("popular", 62, 62);
    Instant first = clock.instant();
    for (int domain = 0; domain < 10; domain++) {
      TestDevice claimer = TestDevice.registered("a.crowd-" + domain + ".test");
      for (int i = 0; i < 6; i++) {
        isGiven(claimer.claim(bob));
      }
      advance(Duration.ofSeconds(1));
    }
    TestDevice late = TestDevice.registered("a.latecomer.test");

    late.claim(bob)
        .statusCode(200)
        .body("devices[0].one_time", equalTo("withheld"))
        .body("devices[0].one_time_prekey", nullValue())
        .body("devices[0].pq_prekey.key_id", equalTo(2));
    bob.status()
        .body("one_time_prekeys.count", equalTo(2))
        .body("pq_one_time_prekeys.count", equalTo(2))
        .body("pq_last_resort_prekey.used", equalTo(true))
        .body("claims_last_day", equalTo(61));

    clock.stopAt(first.plus(Duration.ofHours(1)).minusSeconds(1));
    late.claim(bob).body("devices[0].one_time", equalTo("withheld"));
    clock.stopAt(first.plus(Duration.ofHours(1)));
    isGiven(late.claim(bob)).body("devices[0].one_time_prekey.key_id", equalTo(63));
  }

  @Test
  void answersARetryWithTheSameBytesForTenMinutes() {
    TestDevice bob = target("retried", 9, 9);
    TestDevice alice = TestDevice.registered("a.retrying.test");
    TestDevice carol = TestDevice.registered("b.retrying.test");
    String answer = isGiven(alice.claim(bob, "one")).extract().asString();

    assertThat(alice.claim(bob, "one").statusCode(200).extract().asString()).isEqualTo(answer);
    assertThat(carol.claim(bob, "one").statusCode(200).extract().asString()).isNotEqualTo(answer);
    assertThat(alice.claim(bob, "two").statusCode(200).extract().asString()).isNotEqualTo(answer);
    bob.status().body("one_time_prekeys.count", equalTo(6)).body("claims_last_day", equalTo(3));

    advance(REFILL.minusSeconds(1));
    assertThat(alice.claim(bob, "one").extract().asString()).isEqualTo(answer);
    advance(Duration.ofSeconds(1));
    assertThat(isGiven(alice.claim(bob, "one")).extract().asString()).isNotEqualTo(answer);
  }

  @Test
  void answersARetryAlsoWithAnotherTarget() {
    TestDevice bob = target("retried-too", 1, 0);
    TestDevice other = target("retried-elsewhere", 1, 0);
    TestDevice alice = TestDevice.registered("a.retries.test");
    isGiven(alice.claim(bob, "key"));

    isGiven(alice.claim(other, "key")).body("callsign", equalTo("retried-elsewhere.callsign.test"));
  }

  @Test
  void takesNothingFromTheBucketForARetry() {
    TestDevice bob = target("unhurried", 9, 0);
    TestDevice alice = TestDevice.registered("a.unhurried.test");
    String answer = isGiven(alice.claim(bob, "again")).extract().asString();
    for (int i = 0; i < 7; i++) {
      alice.claim(bob, "again").statusCode(200);
    }
    for (int i = 0; i < 5; i++) {
      isGiven(alice.claim(bob));
    }

    isLimited(alice.claim(bob), REFILL);
    isLimited(alice.claim(bob, "another"), REFILL);
    assertThat(alice.claim(bob, "again").statusCode(200).extract().asString()).isEqualTo(answer);
  }

  @Test
  void answersARetryOfAnExhaustedClaimAsBefore() {
    TestDevice bob = target("spent", 0, 0);
    TestDevice alice = TestDevice.registered("a.spending.test");
    String answer =
        alice
            .claim(bob, "k")
            .body("devices[0].one_time", equalTo("exhausted"))
            .extract()
            .asString();
    bob.upload(new PrekeyUpload(null, null, bob.prekeys().oneTime(1), List.of(), false));

    assertThat(alice.claim(bob, "k").extract().asString()).isEqualTo(answer);
    isGiven(alice.claim(bob));
  }

  @Test
  void takesAnyPrintableTextOf1To128CharactersAsAnIdempotencyKey() {
    TestDevice bob = target("tolerant", 2, 0);
    TestDevice alice = TestDevice.registered("a.expressive.test");

    isGiven(alice.claim(bob, "\"'; drop table claim -- ~"));
    isGiven(alice.claim(bob, "x".repeat(128)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\tb", "\u00e9"})
  void refusesAMalformedIdempotencyKey(String key) {
    TestDevice bob = target("strict-" + HexFormat.of().formatHex(key.getBytes(UTF_8)) + "x", 1, 0);
    TestDevice alice = TestDevice.registered("a.sloppy.test");

    Requests.isProblem(alice.claim(bob, key), 400, "malformed-request");
    bob.status().body("one_time_prekeys.count", equalTo(1)).body("claims_last_day", equalTo(0));
  }

  @Test
  void refusesAnEmptyIdempotencyKeyAndTwoOfThem() throws IOException {
    TestDevice bob = target("exacting", 2, 0);
    TestDevice alice = TestDevice.registered("a.hesitating.test");
    String path = bob.path() + "/claims";

    for (String keys : new String[] {"", "a\r\nIdempotency-Key: b"}) {
      String body = new String(alice.sign("POST", path, ""), UTF_8);
      assertThat(
              RawRequest.send(
                  "POST " + path + " HTTP/1.1",
                  "Host: localhost",
                  "Content-Type: " + RequestSigner.MEDIA_TYPE,
                  "Content-Length: " + body.length(),
                  "Idempotency-Key: " + keys,
                  "Connection: close",
                  "",
                  body))
          .startsWith("HTTP/1.1 400 ")
          .contains("#malformed-request");
    }
    bob.status().body("one_time_prekeys.count", equalTo(2));
  }

  @Test
  void refusesALongIdempotencyKey() {
    TestDevice bob = target("concise", 1, 0);
    TestDevice alice = TestDevice.registered("a.verbose.test");

    Requests.isProblem(alice.claim(bob, "x".repeat(129)), 400, "malformed-request");
  }

  @Test
  void refusesAClaimWithAPayload() {
    TestDevice bob = target("wordless", 1, 0);
    TestDevice alice = TestDevice.registered("a.wordy.test");

    Requests.isProblem(alice.send("POST", bob.path() + "/claims", "{}"), 400, "malformed-request");
    bob.status().body("one_time_prekeys.count", equalTo(1));
  }

  @Test
  void tellsWhatCannotBeClaimedOn() {
    TestDevice bob = TestDevice.registered("claimless");
    TestDevice alice = TestDevice.registered("a.searching.test");

    Requests.isProblem(alice.claim(bob), 404, "no-prekeys");
    bob.upload(
            new PrekeyUpload(null, bob.prekeys().pq(), bob.prekeys().oneTime(1), List.of(), false))
        .statusCode(200);
    Requests.isProblem(alice.claim(bob), 404, "no-prekeys");
    bob.status().body("one_time_prekeys.count", equalTo(1));
    for (String id : new String[] {"2", "127", "128", "0", "01", "x"}) {
      Requests.isProblem(
          alice.send("POST", "/v1/callsigns/claimless.callsign.test/devices/" + id + "/claims", ""),
          404,
          "unknown-device");
    }
    Requests.isProblem(
        alice.send("POST", "/v1/callsigns/nobody.callsign.test/devices/1/claims", ""),
        404,
        "unknown-callsign");
    Requests.isProblem(
        alice.send("POST", "/v1/callsigns/localhost/devices/1/claims", ""),
        400,
        "malformed-callsign");
  }

  @Test
  void publishesNothingPastTheEndOfTheStatement() {
    LabHost host = lab().host("short-lived");
    KeyStatement longer = host.payload();
    Instant end = clock.instant().plus(Duration.ofDays(1));
    KeyStatement shorter =
        new KeyStatement(
            longer.subject(),
            longer.seq(),
            longer.prev(),
            longer.issuedAt(),
            end,
            longer.devices(),
            longer.next(),
            longer.mailbox());
    host.publish(StatementSigner.sign(shorter, host.chain(), host.domainKey()));
    TestDevice bob = target("short-lived", 2, 2);
    TestDevice alice = TestDevice.registered("a.enduring.test");

    clock.stopAt(end.minusMillis(1));
    Requests.bundle(host.callsign()).statusCode(200).body("expires_at", equalTo(end.toString()));
    isGiven(alice.claim(bob, "last"));
    clock.stopAt(end);
    Requests.isProblem(Requests.bundle(host.callsign()), 410, "callsign-expired");
    Requests.isProblem(given().get(bob.path() + "/bundle").then(), 410, "callsign-expired");
    Requests.isProblem(alice.claim(bob), 410, "callsign-expired");
    Requests.isProblem(alice.claim(bob, "last"), 410, "callsign-expired");
    Requests.isProblem(bob.claim(alice), 404, "unknown-device");
    Requests.isProblem(bob.status(), 404, "unknown-device");
  }

  @Test
  void countsTheClaimsOfADay() {
    TestDevice bob = target("counted-daily", 9, 0);
    TestDevice alice = TestDevice.registered("a.daily.test");
    isGiven(alice.claim(bob));
    advance(Duration.ofHours(12));
    isGiven(alice.claim(bob));
    bob.status().body("claims_last_day", equalTo(2));

    advance(Duration.ofHours(12).minusSeconds(1));
    bob.status().body("claims_last_day", equalTo(2));
    advance(Duration.ofSeconds(1));
    bob.status().body("claims_last_day", equalTo(1));
  }

  @Test
  void answersABundleWithItsEntityTagAndNotAgain() {
    TestDevice bob = target("cached", 1, 0);
    String etag = Requests.bundle(bob.address().callsign()).extract().header("ETag");
    String ofDevice = given().get(bob.path() + "/bundle").header("ETag");

    given()
        .header("If-None-Match", etag)
        .get("/v1/callsigns/cached.callsign.test/bundle")
        .then()
        .statusCode(304)
        .header("ETag", equalTo(etag))
        .header("Cache-Control", equalTo("public, max-age=30"));
    given().header("If-None-Match", ofDevice).get(bob.path() + "/bundle").then().statusCode(304);
    given().header("If-None-Match", "\"other\"").get(bob.path() + "/bundle").then().statusCode(200);
    bob.upload(bob.prekeys().upload(0, 0)).statusCode(200);
    given()
        .header("If-None-Match", etag)
        .get("/v1/callsigns/cached.callsign.test/bundle")
        .then()
        .statusCode(200)
        .header("ETag", not(equalTo(etag)));
  }

  @Test
  void answersBundlesInAnyNotationOfTheName() {
    target("noted", 0, 0);

    Requests.bundle("NOTED.callsign.test.")
        .statusCode(200)
        .body("callsign", equalTo("noted.callsign.test"))
        .body("devices", hasSize(1));
    Requests.isProblem(Requests.bundle("nobody.callsign.test"), 404, "unknown-callsign");
    Requests.isProblem(Requests.bundle("localhost"), 400, "malformed-callsign");
    given()
        .get("/v1/callsigns/noted.callsign.test/devices/2/bundle")
        .then()
        .statusCode(404)
        .body("type", endsWith("unknown-device"));
  }
}
