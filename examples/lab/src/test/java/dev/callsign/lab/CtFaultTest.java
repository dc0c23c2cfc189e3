package dev.callsign.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.ct.CtPolicy;
import dev.callsign.ct.LogList;
import dev.callsign.ct.SctVerifier;
import dev.callsign.report.Finding;
import dev.callsign.report.Mode;
import dev.callsign.report.Slug;
import dev.callsign.report.Verdict;
import dev.callsign.x509.CertificateChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The SCTs of the lab's certificates as the verifier of callsign-core sees them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CtFaultTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private Lab lab;
  private CtPolicy policy;

  @BeforeAll
  void startTheLab(@TempDir Path folder) throws IOException {
    lab = Lab.start(Clock.fixed(NOW, ZoneOffset.UTC), new SecureRandom());
    String list = Files.readString(lab.writeLogList(folder.resolve("logs.json")));
    policy = new CtPolicy(Mode.ENFORCE, LogList.parse(list));
  }

  @AfterAll
  void closeTheLab() {
    lab.close();
  }

  @ParameterizedTest(name = "{0} by {1}")
  @CsvSource({"P256, TRUSTED", "P384, TRUSTED", "RSA_2048, TRUSTED", "P256, RSA", "RSA_2048, RSA"})
  void everyCertificateHasSctsOfTwoOperators(KeyType key, Issuer issuer) {
    LabAuthority authority = lab.authority();

    DomainCertificate issued =
        authority.issue(authority.leaf("alice.callsign.test").key(key).issuer(issuer));

    assertThat(check(issued.chain())).extracting(Finding::verdict).containsExactly(Verdict.PASS);
  }

  @Test
  void aStaticLogCountsItsEntries() {
    LabAuthority authority = lab.authority();
    String first = seen(authority.issue(authority.leaf("alice.callsign.test")));
    String second = seen(authority.issue(authority.leaf("alice.callsign.test")));

    assertThat(first).matches("Lab Green 'Spring'; Lab Blue 'River' at index \\d+");
    assertThat(index(second)).isEqualTo(index(first) + 1);
  }

  @ParameterizedTest
  @EnumSource
  void givesItsReasonAndEnds(CtFault fault) {
    LabHost host = host(fault);
    assertThat(slugs(host)).isEmpty();

    host.misbehave(fault);
    assertThat(check(host.presented()))
        .filteredOn(finding -> finding.verdict() == fault.expected().verdict())
        .extracting(finding -> Objects.requireNonNull(finding.slug()).text())
        .containsExactly(fault.expected().slug());
    if (fault.expected().verdict() == Verdict.WARN) {
      assertThat(slugs(host)).hasSize(1);
    }

    host.behave();
    assertThat(slugs(host)).isEmpty();
  }

  /** INCOMPLETE and SELF_SIGNED come without the certificate of their issuer. */
  @ParameterizedTest
  @EnumSource(
      names = {"INCOMPLETE", "SELF_SIGNED"},
      mode = EnumSource.Mode.EXCLUDE)
  void hasNoPartInWhatElseCanBeWrongWithACertificate(CertificateFault fault) {
    LabHost host = host(fault);

    host.misbehave(fault);

    assertThat(slugs(host)).isEmpty();
  }

  private LabHost host(Misbehaviour fault) {
    String label = fault.getClass().getSimpleName() + "-" + fault.name();
    return lab.host(label.toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  private static long index(String seen) {
    return Long.parseLong(seen.substring(seen.lastIndexOf(' ') + 1));
  }

  private String seen(DomainCertificate issued) {
    return check(issued.chain()).getFirst().seen();
  }

  /** The slugs of everything that does not pass. */
  private List<Slug> slugs(LabHost host) {
    return check(host.presented()).stream().map(Finding::slug).filter(Objects::nonNull).toList();
  }

  private List<Finding> check(CertificateChain chain) {
    return SctVerifier.check(chain.leaf(), chain.certificates().get(1), policy, NOW);
  }
}
