package dev.callsign.directory;

import static dev.callsign.directory.LabResource.lab;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;

import dev.callsign.evidence.Evidence;
import dev.callsign.evidence.EvidenceJson;
import dev.callsign.evidence.ReportJson;
import dev.callsign.lab.LabHost;
import dev.callsign.lab.StatementFault;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** The inputs of a verification, as a directory keeps them and gives them out. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class EvidenceTest {

  private static Evidence evidence(LabHost host) {
    return EvidenceJson.decode(
        given()
            .get("/v1/callsigns/{domain}/evidence", host.callsign().aLabel())
            .then()
            .statusCode(200)
            .extract()
            .asByteArray());
  }

  @Test
  void leadsToTheReportThatTheDirectoryGave() {
    LabHost host = lab().host("evident");
    Requests.register(host.callsign()).statusCode(201);
    host.renew();
    Requests.check(host.callsign()).statusCode(201);

    Evidence evidence = evidence(host);

    assertThat(evidence.recompute(evidence.policy())).isEqualTo(evidence.report());
    assertThat(evidence.recorded()).as("the statement before").isNotNull();
    assertThat(ReportJson.encode(evidence.report()).path("at").asText())
        .isEqualTo(Requests.lookUp(host.callsign()).extract().path("verified_at"));
  }

  @Test
  void isThatOfTheStatementInForceWhateverTheDomainServesMeanwhile() {
    LabHost host = lab().host("evident-still");
    Requests.register(host.callsign()).statusCode(201);
    String served = host.statement();
    host.misbehave(StatementFault.BROKEN_SIGNATURE);
    Requests.check(host.callsign()).statusCode(422);

    assertThat(evidence(host).statement()).isEqualTo(served);
  }

  @Test
  void isNotThereForACallsignNobodyRegistered() {
    given()
        .get("/v1/callsigns/nobody.callsign.test/evidence")
        .then()
        .statusCode(404)
        .body("type", endsWith("unknown-callsign"));
  }
}
