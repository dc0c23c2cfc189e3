package dev.callsign.directory;

import static dev.callsign.directory.LabResource.lab;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.callsign.event.DirectoryKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What operators and developers of clients read: policy, interface, health, metrics. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class OperationTest {
  private final int managementPort;
  private final Path signingKey;

  OperationTest(
      @ConfigProperty(name = "quarkus.management.test-port") int managementPort,
      @ConfigProperty(name = "callsign.signing-key") Path signingKey) {
    this.managementPort = managementPort;
    this.signingKey = signingKey;
  }

  @Test
  void tellsThePolicyInForce() {
    given()
        .get("/.well-known/callsign/directory")
        .then()
        .statusCode(200)
        .body("version", equalTo(1))
        .body("policy.anchors.subject", hasItem(containsString("ISRG Root X1")))
        .body(
            "policy.anchors.subject",
            hasItem(lab().authority().anchor().getSubjectX500Principal().getName()))
        .body("policy.issuer_organizations", hasItem("Callsign Lab"))
        .body("policy.allow_test_names", equalTo(true))
        .body("policy.ct.mode", equalTo("enforce"))
        .body("policy.ct.evaluated", equalTo(true))
        .body("limits.statement_bytes", equalTo(16384))
        .body("limits.prekeys_stored", equalTo(200))
        .body("policy.hold_seconds", equalTo(259_200))
        .body("policy.recheck_seconds", equalTo(86_400))
        .body("limits.claim_burst", equalTo(6))
        .body("limits.claim_refill_seconds", equalTo(600))
        .body("limits.claims_hourly", equalTo(60));
  }

  /** Signed with the private key in the file, verified with the published one, by the JDK. */
  @Test
  void publishesTheKeyThatItSignsWith() throws Exception {
    ValidatableResponse directory =
        given()
            .get("/.well-known/callsign/directory")
            .then()
            .body("keys", hasSize(1))
            .body("keys[0].kty", equalTo("OKP"))
            .body("keys[0].crv", equalTo("Ed25519"))
            .body("keys[0].use", equalTo("sig"))
            .body("keys[0].alg", equalTo("EdDSA"))
            .body("keys[0]", not(hasKey("d")));
    String x = directory.extract().path("keys[0].x");
    String thumbprint = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x + "\"}";
    byte[] message = thumbprint.getBytes(StandardCharsets.US_ASCII);

    directory.body(
        "keys[0].kid",
        equalTo(
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(message))));
    Signature ed25519 = Signature.getInstance("Ed25519");
    ed25519.initSign(privateKey());
    ed25519.update(message);
    byte[] signature = ed25519.sign();
    ed25519.initVerify(publicKey(x));
    ed25519.update(message);
    assertThat(ed25519.verify(signature)).isTrue();
    assertThat(
            DirectoryKey.parseKeys(directory.extract().asString().getBytes(StandardCharsets.UTF_8)))
        .extracting(DirectoryKey::kid)
        .containsExactly(directory.extract().<String>path("keys[0].kid"));
  }

  private PrivateKey privateKey() throws IOException, GeneralSecurityException {
    String pem = Files.readString(signingKey).replaceAll("-----[A-Z ]+-----|\\s", "");
    return KeyFactory.getInstance("Ed25519")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
  }

  /** What stands before the key is that of RFC 8410 §4. */
  private static PublicKey publicKey(String x) throws GeneralSecurityException {
    HexFormat hex = HexFormat.of();
    byte[] spki =
        hex.parseHex("302a300506032b6570032100" + hex.formatHex(Base64.getUrlDecoder().decode(x)));
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
  }

  @Test
  void describesItsInterface() {
    given()
        .accept("application/json")
        .get("/q/openapi?format=json")
        .then()
        .statusCode(200)
        .body("paths", hasKey("/v1/callsigns"))
        .body("paths", hasKey("/v1/callsigns/{domain}"))
        .body("paths", hasKey("/v1/callsigns/{domain}/checks"))
        .body("paths", hasKey("/v1/callsigns/{domain}/history"))
        .body("paths", hasKey("/v1/callsigns/{domain}/bundle"))
        .body("paths", hasKey("/v1/callsigns/{domain}/devices/{device}/bundle"))
        .body("paths", hasKey("/v1/callsigns/{domain}/devices/{device}/claims"))
        .body("paths", hasKey("/v1/callsigns/{domain}/devices/{device}/prekeys"))
        .body("paths", hasKey("/v1/callsigns/{domain}/devices/{device}/prekeys/check"))
        .body("paths", hasKey("/v1/callsigns/{domain}/devices/{device}/status"))
        .body("paths", hasKey("/.well-known/callsign/directory"));
    given().get("/q/swagger-ui/").then().statusCode(200).contentType("text/html");
  }

  @Test
  void showsHealthAndMetricsToTheOperatorAlone() {
    Requests.register(lab().host("counted").callsign()).statusCode(201);

    for (String check : new String[] {"live", "ready", "started"}) {
      given().port(managementPort).get("/q/health/" + check).then().body("status", equalTo("UP"));
      given().get("/q/health/" + check).then().statusCode(404);
    }
    given()
        .port(managementPort)
        .get("/q/metrics")
        .then()
        .statusCode(200)
        .body(containsString("callsign_verifications_total{outcome=\"verified\"}"));
    given().get("/q/metrics").then().statusCode(404);
  }
}
