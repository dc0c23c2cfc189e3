package dev.callsign.x509;

import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Verdict;
import dev.callsign.testing.CertificateDraft;
import dev.callsign.testing.TestAuthority;
import dev.callsign.testing.TestAuthority.TestLeaf;
import dev.callsign.testing.TestKeys;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.OtherName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The step chain: what an authority on the path must be allowed to do, and how it must sign. */
class ChainConstraintsTest {

  private static final String ALICE = "alice.example";
  private static final TestAuthority ROOT = TestAuthority.root("Root");
  private static final TestAuthority ISSUER = ROOT.authority("E1");

  record Fault(String why, Slug slug, CertificateChain chain) {
    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<Fault> weakSignatures() {
    TestAuthority rsaIssuer =
        ROOT.authority("R1", draft -> draft.keys(TestKeys.rsa(2048, "issuer")));
    return Stream.of(
        weak("RSA with SHA-1", rsaIssuer.leaf(ALICE, d -> d.signedWith("SHA1withRSA"))),
        weak("RSA with MD5", rsaIssuer.leaf(ALICE, d -> d.signedWith("MD5withRSA"))),
        weak("RSA with SHA-384", rsaIssuer.leaf(ALICE, d -> d.signedWith("SHA384withRSA"))),
        weak("RSA-PSS", rsaIssuer.leaf(ALICE, d -> d.signedWith("SHA256withRSAandMGF1"))),
        weak("ECDSA with SHA-1", ISSUER.leaf(ALICE, d -> d.signedWith("SHA1withECDSA"))),
        weak("ECDSA with SHA-512", ISSUER.leaf(ALICE, d -> d.signedWith("SHA512withECDSA"))),
        weak(
            "Ed25519",
            ROOT.authority("Ed", d -> d.keys(TestKeys.ed25519()))
                .leaf(ALICE, d -> d.signedWith("Ed25519"))),
        weak(
            "issuer signed with SHA-1",
            ROOT.authority("E1", d -> d.signedWith("SHA1withECDSA")).leaf(ALICE)),
        weak(
            "issuer with RSA 1024",
            ROOT.authority("R1", d -> d.keys(TestKeys.rsa(1024, "weak"))).leaf(ALICE)));
  }

  private static Fault weak(String why, TestLeaf leaf) {
    return new Fault(why, Slug.CHAIN_WEAK_SIGNATURE, leaf.chain());
  }

  static Stream<Fault> brokenConstraints() {
    return Stream.of(
        broken(
            "issuer is not a CA",
            d -> d.with(Extension.basicConstraints, true, new BasicConstraints(false))),
        broken("issuer has no basic constraints", d -> d.without(Extension.basicConstraints)),
        broken(
            "issuer of version 1",
            d -> d.without(Extension.basicConstraints).without(Extension.keyUsage)),
        broken("issuer has no key usage", d -> d.without(Extension.keyUsage)),
        broken(
            "issuer signs only CRLs",
            d -> d.with(Extension.keyUsage, true, new KeyUsage(KeyUsage.cRLSign))),
        broken("issuer for clients only", d -> d.purposes(KeyPurposeId.id_kp_clientAuth)),
        broken("issuer for OCSP only", d -> d.purposes(KeyPurposeId.id_kp_OCSPSigning)),
        broken("name outside the permitted tree", d -> permits(d, "example.org")),
        broken("name inside the excluded tree", d -> excludes(d, "example")),
        broken("unknown critical extension of an issuer", ChainConstraintsTest::unknownCritical),
        new Fault(
            "constraint on names that the JDK cannot compare",
            Slug.CHAIN_CONSTRAINT,
            ROOT.authority("E1", ChainConstraintsTest::excludesOtherNames)
                .leaf(ALICE, ChainConstraintsTest::hasOtherName)
                .chain()),
        new Fault(
            "path length exceeded",
            Slug.CHAIN_CONSTRAINT,
            ROOT.authority("A", d -> pathLength(d, 0)).authority("B").leaf(ALICE).chain()),
        new Fault(
            "a leaf as issuer",
            Slug.CHAIN_CONSTRAINT,
            ISSUER
                .authority(
                    "unused",
                    d ->
                        d.subject("CN=mallory.example")
                            .names("mallory.example")
                            .with(Extension.basicConstraints, true, new BasicConstraints(false))
                            .with(
                                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)))
                .leaf(ALICE)
                .chain()));
  }

  private static Fault broken(String why, UnaryOperator<CertificateDraft> issuer) {
    return new Fault(why, Slug.CHAIN_CONSTRAINT, belowIssuer(issuer));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"weakSignatures", "brokenConstraints"})
  void fails(Fault row) {
    Finding finding = ChainVerifier.verify(row.chain(), ROOT.trustedAsShipped(), NOW).finding();

    assertThat(finding.slug()).as(finding.seen()).isEqualTo(row.slug());
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
  }

  private static CertificateChain belowIssuer(UnaryOperator<CertificateDraft> change) {
    return ROOT.authority("E1", change).leaf(ALICE).chain();
  }

  private static CertificateDraft pathLength(CertificateDraft draft, int length) {
    return draft.with(Extension.basicConstraints, true, new BasicConstraints(length));
  }

  private static CertificateDraft permits(CertificateDraft draft, String domain) {
    return draft.with(
        Extension.nameConstraints,
        true,
        new NameConstraints(new GeneralSubtree[] {tree(domain)}, null));
  }

  private static CertificateDraft excludes(CertificateDraft draft, String domain) {
    return draft.with(
        Extension.nameConstraints,
        true,
        new NameConstraints(null, new GeneralSubtree[] {tree(domain)}));
  }

  private static CertificateDraft excludesOtherNames(CertificateDraft draft) {
    return draft.with(
        Extension.nameConstraints,
        true,
        new NameConstraints(null, new GeneralSubtree[] {new GeneralSubtree(otherName())}));
  }

  private static CertificateDraft hasOtherName(CertificateDraft draft) {
    GeneralName dns = new GeneralName(GeneralName.dNSName, ALICE);
    return draft.with(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName[] {dns, otherName()}));
  }

  private static GeneralName otherName() {
    return new GeneralName(
        GeneralName.otherName,
        new OtherName(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.2"), new DERUTF8String("alice")));
  }

  private static GeneralSubtree tree(String domain) {
    return new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain));
  }

  private static CertificateDraft unknownCritical(CertificateDraft draft) {
    return draft.with(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), true, DERNull.INSTANCE);
  }
}
