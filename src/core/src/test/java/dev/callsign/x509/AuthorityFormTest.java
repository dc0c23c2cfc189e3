package dev.callsign.x509;

import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Verdict;
import dev.callsign.testing.CertificateDraft;
import dev.callsign.testing.TestAuthority;
import dev.callsign.testing.TestKeys;
import java.math.BigInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the certificates of authorities look like: each rule, broken alone. */
class AuthorityFormTest {

  private static final String ALICE = "alice.example";
  private static final byte[] OTHER_KEY = new byte[20];
  private static final TestAuthority ROOT = TestAuthority.root("Root");

  record Change(String why, UnaryOperator<CertificateDraft> change) {
    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<Change> intermediates() {
    return Stream.of(
        new Change("no subject key", d -> d.without(Extension.subjectKeyIdentifier)),
        new Change("no authority key", d -> d.without(Extension.authorityKeyIdentifier)),
        new Change("authority key of another", d -> authorityKey(d, OTHER_KEY, false)),
        new Change(
            "critical subject key",
            d -> d.with(Extension.subjectKeyIdentifier, true, new SubjectKeyIdentifier(OTHER_KEY))),
        new Change(
            "basic constraints that are not critical",
            d -> d.with(Extension.basicConstraints, false, new BasicConstraints(true))),
        new Change(
            "policy constraints that are not critical",
            d ->
                d.with(
                    Extension.policyConstraints,
                    false,
                    new PolicyConstraints(BigInteger.TEN, null))),
        new Change("serial 0", d -> d.serial(BigInteger.ZERO)),
        new Change("serial of 21 octets", d -> d.serial(BigInteger.ONE.shiftLeft(160))),
        new Change(
            "malformed policies",
            d -> d.with(Extension.certificatePolicies, false, new DEROctetString(OTHER_KEY))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("intermediates")
  void refusesAnIntermediateWith(Change row) {
    CertificateChain chain = ROOT.authority("E1", row.change()).leaf(ALICE).chain();
    Finding finding = ChainVerifier.verify(chain, ROOT.trustedAsShipped(), NOW).finding();

    assertThat(finding.slug()).as(finding.seen()).isEqualTo(Slug.CHAIN_CONSTRAINT);
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
  }

  /** What a public root must not be, and a private one may: its operator vouches for it. */
  static Stream<Change> publicRoots() {
    GeneralNames issuer = new GeneralNames(new GeneralName(new X500Name("CN=Root")));
    return Stream.of(
        new Change("no subject key", d -> d.without(Extension.subjectKeyIdentifier)),
        new Change("a purpose", d -> d.purposes(KeyPurposeId.id_kp_serverAuth)),
        new Change(
            "basic constraints that are not critical",
            d -> d.with(Extension.basicConstraints, false, new BasicConstraints(true))),
        new Change("no basic constraints", d -> d.without(Extension.basicConstraints)),
        new Change("authority key of another", d -> authorityKey(d, OTHER_KEY, false)),
        new Change(
            "authority key by issuer and serial number",
            d ->
                d.with(
                    Extension.authorityKeyIdentifier,
                    false,
                    new AuthorityKeyIdentifier(issuer, BigInteger.ONE))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("publicRoots")
  void refusesAShippedAnchorWith(Change row) {
    TestAuthority root = TestAuthority.root("Root", row.change());
    CertificateChain chain = root.authority("E1").leaf(ALICE).chain();

    assertThat(ChainVerifier.verify(chain, root.trustedAsShipped(), NOW).finding().slug())
        .isEqualTo(Slug.CHAIN_CONSTRAINT);
    assertThat(ChainVerifier.verify(chain, root.trustedAsAdded(), NOW).finding().slug()).isNull();
  }

  static Stream<Change> anyRoots() {
    return Stream.of(
        new Change(
            "unknown critical extension",
            d -> d.with(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), true, DERNull.INSTANCE)),
        new Change(
            "key usage without keyCertSign",
            d -> d.with(Extension.keyUsage, true, new KeyUsage(KeyUsage.cRLSign))),
        new Change(
            "basic constraints that say it is none",
            d -> d.with(Extension.basicConstraints, true, new BasicConstraints(false))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("anyRoots")
  void refusesAnyAnchorWith(Change row) {
    TestAuthority root = TestAuthority.root("Root", row.change());
    CertificateChain chain = root.authority("E1").leaf(ALICE).chain();

    assertThat(ChainVerifier.verify(chain, root.trustedAsShipped(), NOW).finding().slug())
        .isEqualTo(Slug.CHAIN_CONSTRAINT);
    assertThat(ChainVerifier.verify(chain, root.trustedAsAdded(), NOW).finding().slug())
        .isEqualTo(Slug.CHAIN_CONSTRAINT);
  }

  @ParameterizedTest
  @MethodSource("weakRoots")
  void refusesAnAnchorWithAWeakKey(Change row) {
    TestAuthority root = TestAuthority.root("Root", row.change());
    CertificateChain chain = root.authority("E1").leaf(ALICE).chain();

    assertThat(ChainVerifier.verify(chain, root.trustedAsAdded(), NOW).finding().slug())
        .isEqualTo(Slug.CHAIN_WEAK_SIGNATURE);
  }

  static Stream<Change> weakRoots() {
    return Stream.of(
        new Change("RSA 1024", d -> d.keys(TestKeys.rsa(1024, "weak"))),
        new Change("RSA 2050", d -> d.keys(TestKeys.rsa(2050, "odd"))));
  }

  private static CertificateDraft authorityKey(
      CertificateDraft draft, byte[] key, boolean critical) {
    return draft.with(Extension.authorityKeyIdentifier, critical, new AuthorityKeyIdentifier(key));
  }
}
