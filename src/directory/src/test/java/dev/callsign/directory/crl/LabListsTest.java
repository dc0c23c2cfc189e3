package dev.callsign.directory.crl;

import static dev.callsign.directory.LabResource.lab;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.directory.LabResource;
import dev.callsign.lab.Issuer;
import dev.callsign.lab.LabHost;
import dev.callsign.lab.RevocationFault;
import dev.callsign.report.Finding;
import dev.callsign.report.Mode;
import dev.callsign.report.Slug;
import dev.callsign.report.Verdict;
import dev.callsign.revocation.RevocationVerifier;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cache as it is wired, and every way the lab's lists can go wrong. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class LabListsTest {
  private final CrlCache cache;
  private final Clock clock;

  LabListsTest(CrlCache cache, Clock clock) {
    this.cache = cache;
    this.clock = clock;
  }

  private Finding finding(LabHost host) {
    X509Certificate leaf = host.chain().leaf();
    X509Certificate issuer = lab().authority().certificate(Issuer.TRUSTED);
    return RevocationVerifier.check(
        leaf, issuer, true, cache.evidenceFor(leaf, issuer, true), Mode.ENFORCE, clock.instant());
  }

  @Test
  void passesAGoodLeaf() {
    assertThat(finding(lab().host("not-revoked")).verdict()).isEqualTo(Verdict.PASS);
  }

  @ParameterizedTest
  @EnumSource
  void tellsEachFault(RevocationFault fault) {
    LabHost host = lab().host("list-" + fault.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    host.misbehave(fault);

    Finding finding = finding(host);

    assertThat(Optional.ofNullable(finding.slug()).map(Slug::text))
        .as(finding.seen())
        .contains(fault.expected().slug());
    assertThat(finding.verdict()).isEqualTo(fault.expected().verdict());
  }
}
