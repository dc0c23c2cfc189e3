package dev.callsign.x509;

import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.report.Verdict;
import dev.callsign.testing.CertificateDraft;
import dev.callsign.testing.TestAuthority;
import dev.callsign.testing.TestAuthority.TestLeaf;
import dev.callsign.testing.TestKeys;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The step chain, one fault at a time, with certificates of a {@link TestAuthority}. */
class ChainVerifierTest {

  private static final String ALICE = "alice.example";
  private static final TestAuthority ROOT = TestAuthority.root("Root");
  private static final TestAuthority ISSUER = ROOT.authority("E1");
  private static final TestLeaf LEAF = ISSUER.leaf(ALICE);
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant FAR_AHEAD = Instant.parse("2040-01-01T00:00:00Z");

  record Chain(String why, CertificateChain chain, TrustPolicy policy) {
    Chain(String why, CertificateChain chain) {
      this(why, chain, ROOT.trustedAsShipped());
    }

    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<Chain> leadsToAnAnchor() {
    TestAuthority stranger = TestAuthority.root("Stranger");
    TestAuthority rsaRoot =
        TestAuthority.root("RSA Root", draft -> draft.keys(TestKeys.rsa(2048, "root")));
    return Stream.of(
        new Chain("leaf and issuer", LEAF.chain()),
        new Chain("the root is sent too", LEAF.sentWith(ISSUER.certificate(), ROOT.certificate())),
        new Chain("any order", LEAF.sentWith(ROOT.certificate(), ISSUER.certificate())),
        new Chain(
            "unrelated certificates between",
            LEAF.sentWith(
                stranger.certificate(),
                stranger.leaf("bob.example").certificate(),
                ISSUER.certificate())),
        new Chain("the leaf twice", LEAF.sentWith(LEAF.certificate(), ISSUER.certificate())),
        new Chain("issued by the root itself", ROOT.leaf(ALICE).chain()),
        new Chain(
            "four below the anchor",
            ROOT.authority("A").authority("B").authority("C").leaf(ALICE).chain()),
        new Chain(
            "issuer from the cache",
            LEAF.sentWith(),
            new TrustPolicy(
                new TrustAnchors(
                    List.of(ROOT.certificate()), List.of(), List.of(ISSUER.certificate())),
                Set.of(TrustPolicy.LETS_ENCRYPT))),
        new Chain(
            "RSA with SHA-256",
            rsaRoot.authority("R1").leaf(ALICE).chain(),
            rsaRoot.trustedAsShipped()),
        new Chain("ECDSA with SHA-384", leafSignedWith("SHA384withECDSA")),
        new Chain("issuer on P-384", belowIssuer(draft -> draft.keys(TestKeys.p384()))),
        new Chain(
            "issuer for servers and clients",
            belowIssuer(
                draft ->
                    draft.purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth))),
        new Chain(
            "issuer for any purpose",
            belowIssuer(draft -> draft.purposes(KeyPurposeId.anyExtendedKeyUsage))),
        new Chain("path length 0", belowIssuer(draft -> pathLength(draft, 0))),
        new Chain(
            "name inside the permitted tree", belowIssuer(draft -> permits(draft, "example"))),
        new Chain(
            "unknown critical extension of the leaf, which the step leaf refuses",
            ISSUER.leaf(ALICE, ChainVerifierTest::unknownCritical).chain()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void leadsToAnAnchor(Chain row) {
    Finding finding = ChainVerifier.verify(row.chain(), row.policy(), NOW).finding();

    assertThat(finding.verdict()).as(finding.seen()).isEqualTo(Verdict.PASS);
    assertThat(finding.step()).isEqualTo(Step.CHAIN);
  }

  record Fault(String why, Slug slug, CertificateChain chain, TrustPolicy policy) {
    Fault(String why, Slug slug, CertificateChain chain) {
      this(why, slug, chain, ROOT.trustedAsShipped());
    }

    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<Fault> pathFaults() throws MalformedException {
    TestAuthority sameNames = TestAuthority.root("Root").authority("E1");
    TestAuthority staging = TestAuthority.root("(STAGING) Pretend Pear X1");
    return Stream.of(
        new Fault("leaf alone", Slug.CHAIN_INCOMPLETE, LEAF.sentWith()),
        new Fault(
            "only the root besides", Slug.CHAIN_INCOMPLETE, LEAF.sentWith(ROOT.certificate())),
        new Fault(
            "another issuer",
            Slug.CHAIN_INCOMPLETE,
            LEAF.sentWith(ROOT.authority("E2").certificate())),
        new Fault(
            "another root",
            Slug.CHAIN_UNTRUSTED,
            TestAuthority.root("Stranger").authority("E9").leaf(ALICE).chain()),
        new Fault(
            "names of the anchor, other keys", Slug.CHAIN_UNTRUSTED, sameNames.leaf(ALICE).chain()),
        new Fault(
            "issuer of the same name that did not sign",
            Slug.CHAIN_UNTRUSTED,
            LEAF.sentWith(sameNames.certificate())),
        new Fault("forged signature", Slug.CHAIN_UNTRUSTED, withForgedLeaf(LEAF)),
        new Fault(
            "self-signed",
            Slug.CHAIN_UNTRUSTED,
            CertificateChain.of(List.of(TestAuthority.root("Me").certificate()))),
        new Fault(
            "five below the anchor",
            Slug.CHAIN_UNTRUSTED,
            ROOT.authority("A").authority("B").authority("C").authority("D").leaf(ALICE).chain()),
        new Fault(
            "staging",
            Slug.CHAIN_STAGING,
            staging.authority("(STAGING) Puzzling Parsnip E7").leaf(ALICE).chain()),
        new Fault(
            "staging, leaf alone",
            Slug.CHAIN_STAGING,
            staging.authority("(STAGING) Puzzling Parsnip E7").leaf(ALICE).sentWith()));
  }

  static Stream<Fault> validityFaults() {
    TestAuthority expiredRoot = TestAuthority.root("Old", ChainVerifierTest::isExpired);
    return Stream.of(
        new Fault(
            "leaf expired",
            Slug.CHAIN_EXPIRED,
            ISSUER.leaf(ALICE, ChainVerifierTest::isExpired).chain()),
        new Fault("issuer expired", Slug.CHAIN_EXPIRED, belowIssuer(ChainVerifierTest::isExpired)),
        new Fault(
            "root expired",
            Slug.CHAIN_EXPIRED,
            expiredRoot.authority("E1").leaf(ALICE).chain(),
            expiredRoot.trustedAsShipped()),
        new Fault(
            "leaf not yet valid",
            Slug.CHAIN_NOT_YET_VALID,
            ISSUER.leaf(ALICE, d -> d.valid(NOW.plusSeconds(1), FAR_AHEAD)).chain()),
        new Fault(
            "issuer not yet valid",
            Slug.CHAIN_NOT_YET_VALID,
            belowIssuer(d -> d.valid(NOW.plusSeconds(1), FAR_AHEAD))),
        new Fault(
            "never valid",
            Slug.CHAIN_NOT_YET_VALID,
            ISSUER.leaf(ALICE, d -> d.valid(FAR_AHEAD, LONG_AGO)).chain()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"pathFaults", "validityFaults"})
  void fails(Fault row) {
    Finding finding = ChainVerifier.verify(row.chain(), row.policy(), NOW).finding();

    assertThat(finding.slug()).as(finding.seen()).isEqualTo(row.slug());
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void takesTheGoodPathWhereAnotherIsExpired() {
    TestAuthority old = TestAuthority.root("Old Root");
    X509Certificate expired = expiredTwin(ROOT, ISSUER);
    CertificateChain chain =
        LEAF.sentWith(expired, old.crossSign(ISSUER).certificate(), ISSUER.certificate());

    assertThat(ChainVerifier.verify(chain, ROOT.trustedAsShipped(), NOW).finding().verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void judgesBothEndsOfTheValidityAsInsideInWholeSeconds() {
    Instant end = LEAF.certificate().getNotAfter().toInstant();
    Instant start = LEAF.certificate().getNotBefore().toInstant();

    assertThat(ChainVerifier.verify(LEAF.chain(), ROOT.trustedAsShipped(), start).finding().slug())
        .isNull();
    assertThat(ChainVerifier.verify(LEAF.chain(), ROOT.trustedAsShipped(), end).finding().slug())
        .isNull();
    assertThat(
            ChainVerifier.verify(LEAF.chain(), ROOT.trustedAsShipped(), end.plusMillis(999))
                .finding()
                .slug())
        .isNull();
    assertThat(
            ChainVerifier.verify(LEAF.chain(), ROOT.trustedAsShipped(), end.plusSeconds(1))
                .finding()
                .slug())
        .isEqualTo(Slug.CHAIN_EXPIRED);
  }

  private static X509Certificate expiredTwin(TestAuthority root, TestAuthority of) {
    return root.authority(
            "unused",
            draft -> isExpired(draft.subject("CN=E1,O=Let's Encrypt,C=US").keys(of.keys())))
        .certificate();
  }

  private static CertificateChain belowIssuer(UnaryOperator<CertificateDraft> change) {
    return ROOT.authority("E1", change).leaf(ALICE).chain();
  }

  private static CertificateChain leafSignedWith(String algorithm) {
    return ISSUER.leaf(ALICE, draft -> draft.signedWith(algorithm)).chain();
  }

  private static CertificateChain withForgedLeaf(TestLeaf leaf) throws MalformedException {
    List<byte[]> der = new ArrayList<>(leaf.chain().encode());
    der.getFirst()[der.getFirst().length - 1] ^= 1;
    return CertificateChain.decode(der);
  }

  private static CertificateDraft isExpired(CertificateDraft draft) {
    return draft.valid(LONG_AGO, NOW.minusSeconds(1));
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

  private static GeneralSubtree tree(String domain) {
    return new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain));
  }

  private static CertificateDraft unknownCritical(CertificateDraft draft) {
    return draft.with(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), true, DERNull.INSTANCE);
  }
}
