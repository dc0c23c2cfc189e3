package dev.callsign.x509;

import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.report.Verdict;
import dev.callsign.testing.CertificateDraft;
import dev.callsign.testing.TestAuthority;
import dev.callsign.testing.TestKeys;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The step leaf: each rule of the profile, broken alone. */
class LeafProfileTest {

  private static final TestAuthority ISSUER = TestAuthority.root("Root").authority("E1");
  private static final ASN1ObjectIdentifier PRECERTIFICATE_POISON =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.3");

  record Leaf(String why, Slug slug, UnaryOperator<CertificateDraft> change) {
    @Override
    public String toString() {
      return why;
    }
  }

  record GoodLeaf(String why, UnaryOperator<CertificateDraft> change) {
    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<GoodLeaf> passes() {
    return Stream.of(
        new GoodLeaf("P-256", d -> d),
        new GoodLeaf("P-384", d -> d.keys(TestKeys.p384())),
        new GoodLeaf("RSA 2048", d -> d.keys(TestKeys.rsa(2048, "leaf"))),
        new GoodLeaf("RSA 3072", d -> d.keys(TestKeys.rsa(3072, "leaf"))),
        new GoodLeaf("100 days", d -> lifetime(d, Duration.ofDays(100))),
        new GoodLeaf("six days", d -> lifetime(d, Duration.ofDays(6))),
        new GoodLeaf("serial of 20 octets", d -> d.serial(BigInteger.ONE.shiftLeft(158))),
        new GoodLeaf("no basic constraints", d -> d.without(Extension.basicConstraints)),
        new GoodLeaf(
            "also key encipherment",
            d ->
                d.with(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment))),
        new GoodLeaf(
            "also for clients",
            d -> d.purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth)),
        new GoodLeaf(
            "critical names and no subject, as the profile tlsserver has them",
            d ->
                d.subject("")
                    .with(
                        Extension.subjectAlternativeName,
                        true,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, "alice.example")))),
        new GoodLeaf(
            "critical policies",
            d ->
                d.with(
                    Extension.certificatePolicies,
                    true,
                    new CertificatePolicies(
                        new PolicyInformation(new ASN1ObjectIdentifier("2.23.140.1.2.1"))))),
        new GoodLeaf("unknown extension that is not critical", d -> unknown(d, false)),
        new GoodLeaf("a wildcard beside its name", d -> d.names("alice.example", "*.a.example")),
        new GoodLeaf(
            "an address as its common name",
            d ->
                d.subject("CN=2001:db8::1")
                    .with(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.iPAddress, "2001:db8::1")))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void passes(GoodLeaf row) {
    Finding finding = LeafProfile.check(leaf(row.change()), NOW);

    assertThat(finding.verdict()).as(finding.toString()).isEqualTo(Verdict.PASS);
    assertThat(finding.step()).isEqualTo(Step.LEAF);
  }

  static Stream<Leaf> fails() {
    return Stream.of(
        weak("RSA 1024", d -> d.keys(TestKeys.rsa(1024, "weak"))),
        weak("RSA 2040", d -> d.keys(TestKeys.rsa(2040, "weak"))),
        weak("P-521", d -> d.keys(TestKeys.curve("secp521r1"))),
        weak("Ed25519", d -> d.keys(TestKeys.ed25519())),
        profile("version 1", LeafProfileTest::version1),
        profile("a CA", d -> d.with(Extension.basicConstraints, true, new BasicConstraints(true))),
        profile(
            "a CA of path length 0",
            d -> d.with(Extension.basicConstraints, true, new BasicConstraints(0))),
        profile("100 days and a second", d -> lifetime(d, Duration.ofDays(100).plusSeconds(1))),
        profile("no key usage", d -> d.without(Extension.keyUsage)),
        profile(
            "key agreement only",
            d -> d.with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyAgreement))),
        profile("no extended key usage", d -> d.without(Extension.extendedKeyUsage)),
        profile("for clients only", d -> d.purposes(KeyPurposeId.id_kp_clientAuth)),
        profile("for any purpose", d -> d.purposes(KeyPurposeId.anyExtendedKeyUsage)),
        profile("serial 0", d -> d.serial(BigInteger.ZERO)),
        profile("serial of 21 octets", d -> d.serial(BigInteger.ONE.shiftLeft(159))),
        profile("negative serial", d -> d.serial(BigInteger.valueOf(-5))),
        profile("unknown critical extension", d -> unknown(d, true)),
        profile("no authority key", d -> d.without(Extension.authorityKeyIdentifier)),
        profile(
            "no alternative name that is the common name",
            d -> d.names("alice.example").subject("CN=Alice.example")),
        profile("two common names", d -> d.subject("CN=alice.example,CN=alice.example")),
        profile("critical names beside a subject", d -> names(d, true, "alice.example")),
        profile("a name with an underscore", d -> names(d, false, "alice.example", "a_b.example")),
        profile("an address as DNS name", d -> names(d, false, "alice.example", "192.0.2.1")),
        profile("a wildcard of a registry", d -> names(d, false, "alice.example", "*.co.uk")),
        profile("a wildcard of everything", d -> names(d, false, "alice.example", "*")),
        profile("half a wildcard", d -> names(d, false, "alice.example", "a*.alice.example")),
        profile(
            "malformed names",
            d -> d.with(Extension.subjectAlternativeName, false, new DEROctetString(new byte[2]))),
        profile(
            "for any purpose beside servers",
            d -> d.purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.anyExtendedKeyUsage)),
        profile(
            "for code beside servers",
            d -> d.purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_codeSigning)),
        profile(
            "critical extended key usage",
            d ->
                d.with(
                    Extension.extendedKeyUsage,
                    true,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))),
        profile(
            "keyCertSign without being a CA",
            d ->
                d.with(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign))),
        profile(
            "name constraints",
            d ->
                d.with(
                    Extension.nameConstraints,
                    false,
                    new NameConstraints(
                        new GeneralSubtree[] {
                          new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example"))
                        },
                        null))),
        profile(
            "malformed access information",
            d -> d.with(Extension.authorityInfoAccess, false, new DERSequence())),
        profile(
            "critical access information",
            d ->
                d.with(
                    Extension.authorityInfoAccess,
                    true,
                    new AuthorityInformationAccess(
                        AccessDescription.id_ad_caIssuers,
                        new GeneralName(
                            GeneralName.uniformResourceIdentifier, "http://ca.example/")))),
        profile("a precertificate", d -> d.with(PRECERTIFICATE_POISON, true, DERNull.INSTANCE)));
  }

  private static Leaf weak(String why, UnaryOperator<CertificateDraft> change) {
    return new Leaf(why, Slug.LEAF_WEAK_KEY, change);
  }

  private static Leaf profile(String why, UnaryOperator<CertificateDraft> change) {
    return new Leaf(why, Slug.LEAF_PROFILE, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void fails(Leaf row) {
    Finding finding = LeafProfile.check(leaf(row.change()), NOW);

    assertThat(finding.slug()).as(finding.toString()).isEqualTo(row.slug());
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void warnsInTheLastTenthOfTheLifetime() {
    X509Certificate leaf = leaf(draft -> draft);
    Instant end = leaf.getNotAfter().toInstant();

    Finding atNineTenths = LeafProfile.check(leaf, end.minus(Duration.ofDays(9)));
    Finding after = LeafProfile.check(leaf, end.minus(Duration.ofDays(9)).plusSeconds(1));

    assertThat(atNineTenths.verdict()).isEqualTo(Verdict.PASS);
    assertThat(after.verdict()).isEqualTo(Verdict.WARN);
    assertThat(after.slug()).isEqualTo(Slug.LEAF_NEAR_EXPIRY);
  }

  private static X509Certificate leaf(UnaryOperator<CertificateDraft> change) {
    return ISSUER.leaf("alice.example", change).certificate();
  }

  private static CertificateDraft lifetime(CertificateDraft draft, Duration lifetime) {
    Instant start = NOW.minusSeconds(3600);
    return draft.valid(start, start.plus(lifetime));
  }

  private static CertificateDraft version1(CertificateDraft draft) {
    return draft
        .without(Extension.basicConstraints)
        .without(Extension.keyUsage)
        .without(Extension.extendedKeyUsage)
        .without(Extension.subjectAlternativeName);
  }

  private static CertificateDraft names(CertificateDraft draft, boolean critical, String... names) {
    GeneralName[] all =
        Stream.of(names)
            .map(name -> new GeneralName(GeneralName.dNSName, name))
            .toArray(GeneralName[]::new);
    return draft.with(Extension.subjectAlternativeName, critical, new GeneralNames(all));
  }

  private static CertificateDraft unknown(CertificateDraft draft, boolean critical) {
    return draft.with(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), critical, DERNull.INSTANCE);
  }
}
