package dev.callsign.x509;

import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.testing.CertificateDraft;
import dev.callsign.testing.TestAuthority;
import java.security.cert.X509Certificate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Name constraints along a path: whom they bind, and how much work they may cause. */
class NameConstraintsRuleTest {

  private static final String ALICE = "alice.example";
  private static final TestAuthority ROOT = TestAuthority.root("Root");

  @Test
  void bindsEveryNameOfTheLeafNotOnlyTheFirst() {
    TestAuthority issuer = ROOT.authority("E1", d -> excludes(d, "a.example", "bob.example"));

    assertThat(verify(issuer, ALICE, "bob.example").slug()).isEqualTo(Slug.CHAIN_CONSTRAINT);
    assertThat(verify(issuer, ALICE, "carol.example").slug()).isNull();
  }

  @Test
  void letsTheExcludedTreeWinOverThePermittedOne() {
    TestAuthority issuer =
        ROOT.authority("E1", d -> constrain(d, true, trees("example"), trees(ALICE)));

    assertThat(verify(issuer, ALICE).slug()).isEqualTo(Slug.CHAIN_CONSTRAINT);
    assertThat(verify(issuer, "bob.example").slug()).isNull();
  }

  @Test
  void narrowsAndNeverWidens() {
    TestAuthority narrow =
        ROOT.authority("A", d -> permits(d, "example"))
            .authority("E1", d -> permits(d, "example", "test"));

    assertThat(verify(narrow, "alice.test").slug()).isEqualTo(Slug.CHAIN_CONSTRAINT);
    assertThat(verify(narrow, ALICE).slug()).isNull();
  }

  @Test
  void bindsWhatTheAnchorConstrains() {
    TestAuthority root = TestAuthority.root("Root", d -> permits(d, "test"));
    CertificateChain chain = root.authority("E1").leaf(ALICE).chain();

    assertThat(ChainVerifier.verify(chain, root.trustedAsShipped(), NOW).finding().slug())
        .isEqualTo(Slug.CHAIN_CONSTRAINT);
    assertThat(ChainVerifier.verify(chain, root.trustedAsAdded(), NOW).finding().slug())
        .isEqualTo(Slug.CHAIN_CONSTRAINT);
  }

  @Test
  void sparesASelfIssuedAuthorityButNotASelfIssuedLeaf() {
    String name = "CN=E1,O=Let's Encrypt,C=US";
    TestAuthority bound = ROOT.authority("E1", d -> permits(d, "example"));
    TestAuthority selfIssued = bound.authority("E1", d -> d.names("elsewhere.test"));
    X509Certificate[] sent = {selfIssued.certificate(), bound.certificate()};
    CertificateChain inside = selfIssued.leaf(ALICE).sentWith(sent);
    CertificateChain outside =
        selfIssued.leaf("elsewhere.test", d -> d.subject(name)).sentWith(sent);

    assertThat(ChainVerifier.verify(inside, ROOT.trustedAsShipped(), NOW).finding().slug())
        .isNull();
    assertThat(ChainVerifier.verify(outside, ROOT.trustedAsShipped(), NOW).finding().slug())
        .isEqualTo(Slug.CHAIN_CONSTRAINT);
  }

  @Test
  void enforcesConstraintsThatAreNotCritical() {
    TestAuthority issuer = ROOT.authority("E1", d -> constrain(d, false, trees("test"), null));

    assertThat(verify(issuer, ALICE).slug()).isEqualTo(Slug.CHAIN_CONSTRAINT);
  }

  @Test
  void refusesAWildcardOfWhichAPartIsExcluded() {
    TestAuthority issuer = ROOT.authority("E1", d -> excludes(d, "alice.callsign.example"));

    assertThat(verify(issuer, "*.callsign.example").slug()).isEqualTo(Slug.CHAIN_CONSTRAINT);
  }

  @Test
  void refusesConstraintsOnNothing() {
    TestAuthority nothing =
        ROOT.authority("E1", d -> d.with(Extension.nameConstraints, false, new DERSequence()));
    TestAuthority empty =
        ROOT.authority(
            "E1",
            d ->
                d.with(
                    Extension.nameConstraints,
                    false,
                    new NameConstraints(new GeneralSubtree[0], null)));

    assertThat(verify(nothing, ALICE).slug()).isEqualTo(Slug.CHAIN_CONSTRAINT);
    assertThat(verify(empty, ALICE).slug()).isEqualTo(Slug.CHAIN_CONSTRAINT);
  }

  @Test
  void bindsMailboxesInTheSubjectOfACertificateWithoutOtherNames() {
    TestAuthority issuer =
        ROOT.authority(
            "E1",
            d ->
                constrain(
                    d,
                    true,
                    new GeneralSubtree[] {
                      new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, "example.com"))
                    },
                    null));
    CertificateChain other =
        issuer
            .leaf(
                ALICE,
                d ->
                    d.without(Extension.subjectAlternativeName).subject("CN=a,E=alice@example.org"))
            .chain();

    assertThat(ChainVerifier.verify(other, ROOT.trustedAsShipped(), NOW).finding().slug())
        .isEqualTo(Slug.CHAIN_CONSTRAINT);
  }

  @Test
  void givesUpOnMoreComparisonsThanAnyRealPathNeeds() {
    String[] constraints =
        IntStream.range(0, 2000).mapToObj(i -> "x" + i + ".example").toArray(String[]::new);
    TestAuthority issuer = ROOT.authority("E1", d -> excludes(d, constraints));

    Finding few = verify(issuer, names(100));
    Finding many = verify(issuer, names(150));

    assertThat(few.slug()).as(few.seen()).isNull();
    assertThat(many.slug()).isEqualTo(Slug.CHAIN_CONSTRAINT);
    assertThat(many.expected()).contains("at most 250000 comparisons");
  }

  private static String[] names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "t" + i + ".example").toArray(String[]::new);
  }

  private static Finding verify(TestAuthority issuer, String... names) {
    CertificateChain chain = issuer.leaf(names[0], d -> d.names(names)).chain();
    return ChainVerifier.verify(chain, ROOT.trustedAsShipped(), NOW).finding();
  }

  private static CertificateDraft permits(CertificateDraft draft, String... domains) {
    return constrain(draft, true, trees(domains), null);
  }

  private static CertificateDraft excludes(CertificateDraft draft, String... domains) {
    return constrain(draft, true, null, trees(domains));
  }

  private static CertificateDraft constrain(
      CertificateDraft draft,
      boolean critical,
      GeneralSubtree @Nullable [] permitted,
      GeneralSubtree @Nullable [] excluded) {
    return draft.with(
        Extension.nameConstraints, critical, new NameConstraints(permitted, excluded));
  }

  private static GeneralSubtree[] trees(String... domains) {
    return Stream.of(domains)
        .map(domain -> new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain)))
        .toArray(GeneralSubtree[]::new);
  }
}
