package dev.callsign.directory;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.callsign.lab.LabHost;
import dev.callsign.report.Slug;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DNSSEC as a real name server serves it, and what owners are told over HTTP. */
@QuarkusTest
@QuarkusTestResource(value = Bind9Resource.class, restrictToAnnotatedClass = true)
class Bind9IT {

  @BeforeEach
  void needsBind9() {
    assumeTrue(Bind9.isInstalled(), Bind9.MISSING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice.signed.test", "alias.signed.test", "alice.hashed.test"})
  void acceptsANameInASignedZoneAndSaysSo(String name) {
    LabHost host = Bind9Resource.lab().host(name);

    Requests.register(host.callsign())
        .statusCode(201)
        .body("warnings", not(hasItem("dns-insecure")))
        .body("report.steps.find { it.step == 'dns' }.seen", containsString("DNSSEC secure"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice.unsigned.test", "leaving.signed.test"})
  @Provokes(Slug.DNS_INSECURE)
  void acceptsANameInAnUnsignedZoneWithAWarning(String name) {
    LabHost host = Bind9Resource.lab().host(name);

    Requests.register(host.callsign()).statusCode(201).body("warnings", hasItem("dns-insecure"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice.changed.test", // a record that was changed after it was signed
        "alice.expired.test", // signatures that have ended
        "alice.otherkey.test", // a delegation to a key that is not there
        "alice.stripped.test", // no signature at all below a secure delegation
      })
  @Provokes(Slug.DNS_BOGUS)
  void refusesANameWhoseSignaturesDoNotHold(String name) {
    LabHost host = Bind9Resource.lab().host(name);

    Requests.register(host.callsign())
        .statusCode(422)
        .body("report.primary_failure", equalTo("dns-bogus"));
  }

  @Test
  void refusesAPinOfAnotherStatementInASignedZone() {
    LabHost host = Bind9Resource.lab().host("pinned.signed.test");

    Requests.register(host.callsign())
        .statusCode(422)
        .body("report.primary_failure", equalTo("txt-ambiguous"));
  }

  @Test
  void believesThatANameDoesNotExistWhenThatIsProved() {
    Requests.register("nobody.signed.test")
        .statusCode(422)
        .body("report.primary_failure", equalTo("dns-nxdomain"));
  }

  @Test
  void checksSignedAddressesLikeAllOthers() {
    Requests.register("rebound.signed.test")
        .statusCode(422)
        .body("report.primary_failure", equalTo("reserved-address"));
  }
}
