package dev.callsign.directory;

import static dev.callsign.directory.LabResource.lab;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.callsign.bundle.AnswerVerdict;
import dev.callsign.bundle.AnswerVerifier;
import dev.callsign.lab.LabAuthority;
import dev.callsign.lab.LabHost;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looking callsigns up, in every form. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class LookupTest {
  private final ShiftedClock clock;

  LookupTest(ShiftedClock clock) {
    this.clock = clock;
  }

  @AfterEach
  void backToNow() {
    clock.shift(Duration.ZERO);
  }

  private static LabHost registered(String label) {
    LabHost host = lab().host(label);
    Requests.register(host.callsign());
    return host;
  }

  @Test
  void answersARecordThatAClientVerifiesWithoutTheDirectory() {
    LabHost host = registered("verifiable");
    byte[] answer = Requests.lookUp(host.callsign()).extract().asByteArray();
    TrustPolicy trust =
        new TrustPolicy(
            TrustAnchors.letsEncrypt().withAdded(List.of(lab().authority().anchor())),
            Set.of(LabAuthority.ORGANIZATION));

    AnswerVerdict verdict =
        new AnswerVerifier(VerificationPolicy.of(trust))
            .verify(answer, host.callsign(), null, Clock.systemUTC().instant());

    assertThat(verdict).isInstanceOf(AnswerVerdict.Verified.class);
  }

  @Test
  void answersTheStatementExactlyAsHosted() {
    LabHost host = registered("statement");

    Requests.lookUp(host.callsign(), "application/jose")
        .statusCode(200)
        .contentType("application/jose")
        .body(equalTo(host.statement()));
  }

  @Test
  void answersTheChainLeafFirst() throws Exception {
    LabHost host = registered("chain");

    String pem =
        Requests.lookUp(host.callsign(), "application/pem-certificate-chain")
            .statusCode(200)
            .contentType("application/pem-certificate-chain")
            .extract()
            .asString();

    assertThat(CertificateChain.parsePem(pem)).isEqualTo(host.chain());
  }

  @Test
  void answersTheIdentityKeysAsAJwkSet() {
    LabHost host = registered("jwks");
    byte[] u = host.payload().devices().getFirst().identityKey().uCoordinate();

    Requests.lookUp(host.callsign(), "application/jwk-set+json")
        .statusCode(200)
        .body("keys", hasSize(1))
        .body("keys[0].kty", equalTo("OKP"))
        .body("keys[0].crv", equalTo("X25519"))
        .body("keys[0].kid", equalTo("jwks.callsign.test#1"))
        .body("keys[0].x", equalTo(Base64.getUrlEncoder().withoutPadding().encodeToString(u)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/jose",
        "application/pem-certificate-chain",
        "application/jwk-set+json"
      })
  void hasAStrongEntityTagForEachFormAndAnswers304(String mediaType) {
    LabHost host = registered("tagged");
    Response first = Requests.lookUp(host.callsign(), mediaType).extract().response();
    String tag = first.header("ETag");
    assertThat(tag).matches("\"[A-Za-z0-9_-]{43}\"");

    given()
        .accept(mediaType)
        .header("If-None-Match", tag)
        .get("/v1/callsigns/{domain}", host.callsign().aLabel())
        .then()
        .statusCode(304)
        .header("ETag", equalTo(tag))
        .body(emptyString());
    given()
        .accept(mediaType)
        .header("If-None-Match", "\"another\"")
        .get("/v1/callsigns/{domain}", host.callsign().aLabel())
        .then()
        .statusCode(200);
  }

  @Test
  void changesTheEntityTagWithTheRecord() {
    LabHost host = registered("changing");
    String before = Requests.lookUp(host.callsign()).extract().header("ETag");
    host.renew();
    Requests.check(host.callsign()).statusCode(201);

    given()
        .header("If-None-Match", before)
        .get("/v1/callsigns/{domain}", host.callsign().aLabel())
        .then()
        .statusCode(200)
        .body("seq", equalTo(2));
  }

  @Test
  void letsBrowsersReadAndCachesKeepItForHalfAMinute() {
    LabHost host = registered("cached");

    Requests.lookUp(host.callsign())
        .header("Access-Control-Allow-Origin", "*")
        .header("Cache-Control", "public, max-age=30")
        .header("Vary", containsString("Accept"));
  }

  @Test
  void answers404ForACallsignNobodyRegistered() {
    Requests.lookUp("nobody.callsign.test")
        .statusCode(404)
        .contentType("application/problem+json")
        .body("type", endsWith("unknown-callsign"));
  }

  @Test
  void answers410FromTheInstantAStatementExpiresAndKeepsTheHistoryReadable() {
    LabHost host = registered("expiring");
    Duration untilExpiry =
        Duration.between(Clock.systemUTC().instant(), host.payload().expiresAt());

    clock.shift(untilExpiry.minusMinutes(1));
    Requests.lookUp(host.callsign()).statusCode(200);
    clock.shift(untilExpiry.plusSeconds(1));
    Requests.lookUp(host.callsign()).statusCode(410).body("type", endsWith("callsign-expired"));

    Requests.history(host.callsign()).statusCode(200).body("entries", hasSize(1));
  }

  @Test
  void pagesTheHistoryWithLinks() {
    LabHost host = registered("storied");
    for (int renewal = 0; renewal < 3; renewal++) {
      host.renew();
      Requests.check(host.callsign()).statusCode(201);
    }

    Response newest =
        given().get("/v1/callsigns/{domain}/history?limit=2", host.callsign().aLabel());
    newest.then().body("entries.seq", equalTo(List.of(4, 3)));
    String next = newest.path("next");
    assertThat(newest.header("Link")).contains(next).contains("next");

    given()
        .get(next.substring(next.indexOf("/v1/")))
        .then()
        .body("entries.seq", equalTo(List.of(2, 1)))
        .body("next", nullValue());
  }
}
