package dev.callsign.directory;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.callsign.prekey.PrekeyUpload;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an owner's device uploads, and what everybody may read of it (docs/protocol.md §4). */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class PrekeyTest {

  @Inject ShiftedClock clock;

  @AfterEach
  void resetTheClock() {
    clock.shift(Duration.ZERO);
  }

  @Test
  void publishesABundleOfWhatADeviceUploaded() {
    TestDevice bob = TestDevice.registered("bundled");

    bob.upload(bob.prekeys().upload(3, 2))
        .statusCode(200)
        .header("Callsign-Prekeys", equalTo("one-time=3, pq-one-time=2"))
        .body("device", equalTo("bundled.callsign.test#1"))
        .body("signed_prekey.key_id", equalTo(1))
        .body("pq_last_resort_prekey.used", equalTo(false))
        .body("one_time_prekeys.count", equalTo(3))
        .body("pq_one_time_prekeys.count", equalTo(2))
        .body("claims_last_day", equalTo(0))
        .body("advice", contains("refill-one-time-prekeys", "refill-pq-one-time-prekeys"));

    given()
        .get("/v1/callsigns/bundled.callsign.test/bundle")
        .then()
        .statusCode(200)
        .header("Cache-Control", equalTo("public, max-age=30"))
        .header("ETag", matchesPattern("\"[A-Za-z0-9_-]{43}\""))
        .header("Access-Control-Allow-Origin", equalTo("*"))
        .body("callsign", equalTo("bundled.callsign.test"))
        .body("state", equalTo("active"))
        .body("devices", hasSize(1))
        .body("devices[0].signed_prekey.key_id", equalTo(1))
        .body("devices[0].one_time_prekey", nullValue())
        .body("devices[0].pq_prekey.key_id", equalTo(2))
        .body("devices[0].one_time", equalTo("not-claimed"))
        .body("devices[0].profiles", containsInAnyOrder("x3dh", "pqxdh-kyber1024"))
        .body("devices[0].stale", equalTo(false));
  }

  @Test
  void answersABundleAtHandAsTheFirstTime() {
    TestDevice bob = TestDevice.registered("repeated");
    bob.upload(bob.prekeys().upload(1, 1)).statusCode(200);
    for (String path :
        List.of("/v1/callsigns/repeated.callsign.test", TestDevice.path(bob.address()))) {
      Response first = given().get(path + "/bundle");
      Response atHand = given().get(path + "/bundle");

      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(atHand.statusCode()).isEqualTo(200);
      assertThat(atHand.asByteArray()).isEqualTo(first.asByteArray());
      assertThat(headers(atHand)).isEqualTo(headers(first));
    }
  }

  private static Map<String, String> headers(Response response) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    response.headers().forEach(header -> headers.put(header.getName(), header.getValue()));
    return headers;
  }

  @Test
  void givesEachClaimAnotherOneTimeKeyInTheOrderOfTheUpload() {
    TestDevice bob = TestDevice.registered("giving");
    TestDevice alice = TestDevice.registered("taking");
    bob.upload(bob.prekeys().upload(2, 1)).statusCode(200);

    alice
        .claim(bob)
        .statusCode(200)
        .header("Callsign-Prekeys", equalTo("one-time=0, pq-one-time=0"))
        .header("Cache-Control", equalTo("no-store"))
        .body("devices[0].one_time", equalTo("given"))
        .body("devices[0].one_time_prekey.key_id", equalTo(3))
        .body("devices[0].pq_prekey.key_id", equalTo(5));
    alice
        .claim(bob)
        .body("devices[0].one_time_prekey.key_id", equalTo(4))
        .body("devices[0].pq_prekey.key_id", equalTo(2));
    alice
        .claim(bob)
        .statusCode(200)
        .body("devices[0].one_time", equalTo("exhausted"))
        .body("devices[0].one_time_prekey", nullValue())
        .body("devices[0].pq_prekey.key_id", equalTo(2));

    bob.status()
        .body("one_time_prekeys.count", equalTo(0))
        .body("claims_last_day", equalTo(3))
        .body("pq_last_resort_prekey.used", equalTo(true));
  }

  @Test
  void dropsWhatADeviceHasLostAndKeepsWhatARetryBringsAgain() {
    TestDevice bob = TestDevice.registered("bereft");
    TestDevice alice = TestDevice.registered("provided");
    bob.upload(bob.prekeys().upload(5, 5)).statusCode(200);
    PrekeyUpload replacement =
        new PrekeyUpload(null, null, bob.prekeys().oneTime(2), bob.prekeys().pq(1), true);
    int first = replacement.oneTime().getFirst().keyId();

    bob.upload(replacement)
        .body("one_time_prekeys.count", equalTo(2))
        .body("pq_one_time_prekeys.count", equalTo(1));
    bob.upload(replacement).statusCode(200).body("one_time_prekeys.count", equalTo(2));
    alice.claim(bob).body("devices[0].one_time_prekey.key_id", equalTo(first));
    bob.upload(replacement)
        .statusCode(200)
        .body("one_time_prekeys.count", equalTo(1))
        .body("pq_one_time_prekeys.count", equalTo(0));
  }

  @Test
  void answers404WhereNothingWasUploaded() {
    TestDevice bob = TestDevice.registered("prekeyless");
    TestDevice alice = TestDevice.registered("asking");

    given()
        .get(TestDevice.path(bob.address()) + "/bundle")
        .then()
        .statusCode(404)
        .body("type", endsWith("no-prekeys"));
    alice.claim(bob).statusCode(404).body("type", endsWith("no-prekeys"));
  }
}
