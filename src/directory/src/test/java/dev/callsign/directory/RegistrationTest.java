package dev.callsign.directory;

import static dev.callsign.directory.LabResource.lab;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.callsign.lab.CertificateFault;
import dev.callsign.lab.HistoryFault;
import dev.callsign.lab.KeyType;
import dev.callsign.lab.LabHost;
import dev.callsign.lab.StatementFault;
import dev.callsign.report.Step;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Registering a callsign and following its statements. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class RegistrationTest {

  @Test
  void verifiesAndRecordsANewCallsign() {
    LabHost host = lab().host("newcomer");

    Requests.register(host.callsign())
        .statusCode(201)
        .header("Location", endsWith("/v1/callsigns/newcomer.callsign.test"))
        .body("callsign", equalTo("newcomer.callsign.test"))
        .body("state", equalTo("active"))
        .body("grade", equalTo("first"))
        .body("binding", equalTo("live"))
        .body("statement", equalTo(host.statement()))
        .body("devices", hasSize(1))
        .body("report.verdict", equalTo("pass"))
        .body("report.steps.step", hasItem("freshness"))
        .body("report.address", notNullValue());
  }

  @Test
  void reportsEveryStepOfThePolicyAndSkipsNone() {
    LabHost host = lab().host("complete");

    Requests.register(host.callsign())
        .body(
            "report.steps.step.unique()", hasSize(EnumSet.range(Step.NAME, Step.FRESHNESS).size()))
        .body("report.steps.verdict", not(hasItem("skip")));
  }

  @Test
  void answers200WhenNothingChanged() {
    LabHost host = lab().host("steady");
    Requests.register(host.callsign()).statusCode(201);

    Requests.register(host.callsign()).statusCode(200).body("grade", equalTo("first"));
    Requests.check(host.callsign()).statusCode(200);

    Requests.history(host.callsign()).body("entries", hasSize(1));
  }

  @Test
  void acceptsAnyNotationOfTheNameAndAnswersTheNormalForm() {
    lab().host("xn--bcher-kva.callsign.test");

    Requests.register("BÜCHER.callsign.test.")
        .statusCode(201)
        .body("callsign", equalTo("xn--bcher-kva.callsign.test"))
        .body("unicode", equalTo("bücher.callsign.test"));

    Requests.lookUp("Bücher.Callsign.Test")
        .statusCode(200)
        .body("callsign", equalTo("xn--bcher-kva.callsign.test"));
  }

  @Test
  void gradesANewCertificateForTheSameDevicesAsRenewed() {
    LabHost host = lab().host("renewing");
    String first = Requests.register(host.callsign()).extract().path("certificate.key_sha256");
    host.renew();

    Requests.check(host.callsign())
        .statusCode(201)
        .body("grade", equalTo("renewed"))
        .body("state", equalTo("active"))
        .body("seq", equalTo(2))
        .body("warnings", hasSize(0))
        .body("certificate.key_sha256", not(equalTo(first)));

    Requests.history(host.callsign()).body("entries.grade", contains("renewed", "first"));
  }

  @Test
  void warnsWhenTheNewDomainKeyIsNotTheAnnouncedOne() {
    LabHost host = lab().host("surprising");
    Requests.register(host.callsign()).statusCode(201);
    host.renew(KeyType.RSA_2048);

    Requests.check(host.callsign())
        .statusCode(201)
        .body("grade", equalTo("renewed"))
        .body("warnings", hasItem("unannounced-domain-key"));
  }

  @Test
  void holdsAStatementThatChangesDevicesAndKeepsServingTheOneBefore() {
    LabHost host = lab().host("growing");
    Requests.register(host.callsign()).statusCode(201);
    String served = Requests.lookUp(host.callsign()).extract().path("statement");
    String verifiedAt = Requests.lookUp(host.callsign()).extract().path("verified_at");
    host.addDevice();

    Requests.check(host.callsign())
        .statusCode(201)
        .body("state", equalTo("held"))
        .body("statement", equalTo(served))
        .body("devices", hasSize(1))
        .body("pending_change.seq", equalTo(2))
        .body("verified_at", equalTo(verifiedAt));
    Requests.check(host.callsign()).statusCode(200);

    Requests.history(host.callsign())
        .body("entries.grade", contains("reclaimed", "first"))
        .body("entries.state", contains("held", "active"));
  }

  @Test
  void forgetsAHeldChangeWhenTheDomainServesTheAcceptedStatementAgain() {
    LabHost host = lab().host("wavering");
    Requests.register(host.callsign()).statusCode(201);
    String accepted = host.statement();
    host.addDevice();
    Requests.check(host.callsign()).body("state", equalTo("held"));
    host.publish(accepted);

    Requests.check(host.callsign())
        .statusCode(200)
        .body("state", equalTo("active"))
        .body("pending_change", nullValue());

    Requests.history(host.callsign()).body("entries.kind", hasItem("state"));
  }

  @Test
  void servesTheLastGoodStatementWhileTheDomainServesABadOne() {
    LabHost host = lab().host("stumbling");
    String good = Requests.register(host.callsign()).extract().path("statement");
    host.misbehave(StatementFault.BROKEN_SIGNATURE);

    Requests.check(host.callsign()).statusCode(422);

    Requests.lookUp(host.callsign()).statusCode(200).body("statement", equalTo(good));
  }

  @Test
  void acceptsAStatementAfterOnesThatNobodyFetched() {
    LabHost host = lab().host("forgetful");
    Requests.register(host.callsign()).statusCode(201);
    host.misbehave(HistoryFault.GAP);

    Requests.check(host.callsign())
        .statusCode(201)
        .body("grade", equalTo("renewed"))
        .body("warnings", hasItem("history-gap"));
  }

  @Test
  void showsThatAnotherKeyTerminatesTls() {
    LabHost host = lab().host("behind-a-cdn");
    host.misbehave(HistoryFault.SERVED_BY_ANOTHER_KEY);

    Requests.register(host.callsign())
        .statusCode(201)
        .body("binding", equalTo("hosted"))
        .body("warnings", hasItem("served-by-other-key"));
  }

  @Test
  void holdsAStatementWhoseDevicesAllHaveOtherIdentityKeys() {
    LabHost host = lab().host("taken-over");
    String served = Requests.register(host.callsign()).extract().path("devices[0].identity_key");
    host.misbehave(HistoryFault.IDENTITIES_REPLACED);

    Requests.check(host.callsign()).statusCode(201).body("state", equalTo("held"));

    Requests.lookUp(host.callsign()).body("devices[0].identity_key", equalTo(served));
  }

  @Test
  void warnsAboutANameThatLooksLikeAnother() {
    LabHost host = lab().host("аррӏе.callsign.test"); // Cyrillic throughout

    Requests.register(host.callsign()).statusCode(201).body("warnings", hasItem("confusable-name"));
  }

  @Test
  void warnsWhenACertificateShouldHaveBeenRenewed() {
    LabHost host = lab().host("sleepy");
    host.misbehave(CertificateFault.NEAR_EXPIRY);

    Requests.register(host.callsign())
        .statusCode(201)
        .body("warnings", hasItem("leaf-near-expiry"))
        .body("warnings", hasItem("renewal-overdue"));
  }

  @Test
  void checksOnlyWhatIsRegistered() {
    LabHost host = lab().host("unregistered");

    Requests.check(host.callsign()).statusCode(404).body("type", endsWith("unknown-callsign"));

    assertThat(host.requests()).isEmpty();
  }
}
