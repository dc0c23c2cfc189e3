package dev.callsign.x509;

import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Verdict;
import dev.callsign.testing.CertificateDraft;
import dev.callsign.testing.TestAuthority;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The step chain: whose authority issued the leaf. */
class IssuerOrganizationTest {

  private static final String ALICE = "alice.example";
  private static final TestAuthority ROOT = TestAuthority.root("Root");

  record Fault(String why, Slug slug, CertificateChain chain, TrustPolicy policy) {
    Fault(String why, Slug slug, CertificateChain chain) {
      this(why, slug, chain, ROOT.trustedAsShipped());
    }

    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<Fault> issuerFaults() {
    UnaryOperator<CertificateDraft> other = draft -> draft.subject("CN=E1,O=Another Authority");
    UnaryOperator<CertificateDraft> nameless = draft -> draft.subject("CN=E1");
    UnaryOperator<CertificateDraft> multiValued =
        draft -> draft.subject("CN=E1+O=Another Authority");
    return Stream.of(
        new Fault("another organization", Slug.CHAIN_NOT_LETSENCRYPT, belowIssuer(other)),
        new Fault("no organization", Slug.CHAIN_NOT_LETSENCRYPT, belowIssuer(nameless)),
        new Fault(
            "almost the organization",
            Slug.CHAIN_NOT_LETSENCRYPT,
            belowIssuer(draft -> draft.subject("CN=E1,O=Lets Encrypt"))),
        new Fault(
            "the organization only in the common name",
            Slug.CHAIN_NOT_LETSENCRYPT,
            belowIssuer(draft -> draft.subject("CN=O\\=Let's Encrypt"))),
        new Fault(
            "another organization below an added anchor",
            Slug.CHAIN_NOT_LETSENCRYPT,
            belowIssuer(other),
            ROOT.trustedAsAdded()),
        new Fault(
            "another organization in a name of several values below an added anchor",
            Slug.CHAIN_NOT_LETSENCRYPT,
            belowIssuer(multiValued),
            ROOT.trustedAsAdded()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void issuerFaults(Fault row) {
    Finding finding = ChainVerifier.verify(row.chain(), row.policy(), NOW).finding();

    assertThat(finding.slug()).as(finding.seen()).isEqualTo(row.slug());
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void letsAnAuthorityBelowAnAddedAnchorNameNoOrganization() {
    CertificateChain chain = belowIssuer(draft -> draft.subject("CN=Private"));

    assertThat(ChainVerifier.verify(chain, ROOT.trustedAsAdded(), NOW).finding().verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void asksForNoOrganizationWhereThePolicyNamesNone() {
    CertificateChain chain = belowIssuer(draft -> draft.subject("CN=E1,O=Another Authority"));
    TrustPolicy anybody = new TrustPolicy(ROOT.trustedAsShipped().anchors(), Set.of());

    assertThat(ChainVerifier.verify(chain, anybody, NOW).finding().verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void acceptsEachOrganizationOfThePolicy() {
    TrustPolicy two =
        new TrustPolicy(ROOT.trustedAsShipped().anchors(), Set.of("Let's Encrypt", "House"));

    for (String organization : List.of("Let's Encrypt", "House")) {
      CertificateChain chain = belowIssuer(draft -> draft.subject("CN=E1,O=" + organization));
      assertThat(ChainVerifier.verify(chain, two, NOW).finding().verdict()).isEqualTo(Verdict.PASS);
    }
  }

  private static CertificateChain belowIssuer(UnaryOperator<CertificateDraft> change) {
    return ROOT.authority("E1", change).leaf(ALICE).chain();
  }
}
