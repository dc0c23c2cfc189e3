package dev.callsign.directory;

import static dev.callsign.directory.LabResource.lab;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What operators and developers of clients read: policy, interface, health, metrics. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class OperationTest {
  private final int managementPort;

  OperationTest(@ConfigProperty(name = "quarkus.management.test-port") int managementPort) {
    this.managementPort = managementPort;
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
