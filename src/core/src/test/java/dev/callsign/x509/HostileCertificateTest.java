package dev.callsign.x509;

import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.testing.CertificateDraft;
import dev.callsign.testing.TestAuthority;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates with every extension and one wrong byte: each rule answers, none throws. */
class HostileCertificateTest {

  private static final TestAuthority ROOT = TestAuthority.root("Root");
  private static final TestAuthority ISSUER =
      ROOT.authority("E1", HostileCertificateTest::withEverything);
  private static final X509Certificate LEAF =
      ISSUER.leaf("alice.example", HostileCertificateTest::withNames).certificate();

  @Test
  void judgesTheUnspoiledPath() {
    assertThat(judge(LEAF, ISSUER.certificate())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x20, 0x80, 0xff})
  void judgesALeafWithAnyByteChanged(int change) {
    int judged = 0;
    byte[] der = CertificateChain.encode(LEAF);
    for (int i = 0; i < der.length; i++) {
      Optional<X509Certificate> leaf = spoiled(der, i, change);
      if (leaf.isPresent()) {
        judged++;
        assertThat(judge(leaf.get(), ISSUER.certificate())).isNotNull();
      }
    }
    assertThat(judged).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x20, 0x80, 0xff})
  void judgesAnAuthorityWithAnyByteChanged(int change) {
    int judged = 0;
    byte[] der = CertificateChain.encode(ISSUER.certificate());
    for (int i = 0; i < der.length; i++) {
      Optional<X509Certificate> issuer = spoiled(der, i, change);
      if (issuer.isPresent()) {
        judged++;
        assertThat(judge(LEAF, issuer.get())).isNotNull();
      }
    }
    assertThat(judged).isPositive();
  }

  /** Every rule about a path whose signatures nobody asked, and every rule about its leaf. */
  private static List<Finding> judge(X509Certificate leaf, X509Certificate issuer) {
    CertificatePath path = new CertificatePath(List.of(leaf, issuer), ROOT.certificate(), false);
    List<PathRule> rules = ChainVerifier.baseline(NOW, KeyPurposeId.id_kp_serverAuth, 3);
    assertThat(LeafProfile.check(leaf, NOW)).isNotNull();
    assertThat(LeafNames.dnsNames(leaf)).isNotNull();
    return ParsedPath.of(path).stream()
        .flatMap(parsed -> rules.stream().flatMap(rule -> rule.broken(parsed).stream()))
        .toList();
  }

  private static Optional<X509Certificate> spoiled(byte[] der, int at, int change) {
    byte[] spoiled = der.clone();
    spoiled[at] ^= (byte) change;
    try {
      return Optional.of(CertificateChain.decode(List.of(spoiled)).leaf());
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private static CertificateDraft withNames(CertificateDraft draft) {
    GeneralName[] names = {
      new GeneralName(GeneralName.dNSName, "alice.example"),
      new GeneralName(GeneralName.rfc822Name, "alice@alice.example"),
      new GeneralName(GeneralName.uniformResourceIdentifier, "https://alice.example/"),
      new GeneralName(GeneralName.iPAddress, "192.0.2.1"),
      new GeneralName(GeneralName.directoryName, "O=Example,CN=alice")
    };
    return policies(draft)
        .subject("O=Example,CN=alice.example")
        .with(Extension.subjectAlternativeName, false, new GeneralNames(names));
  }

  private static CertificateDraft withEverything(CertificateDraft draft) {
    GeneralSubtree[] permitted = {
      new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example")),
      new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, "alice.example")),
      new GeneralSubtree(new GeneralName(GeneralName.uniformResourceIdentifier, "alice.example")),
      new GeneralSubtree(new GeneralName(GeneralName.iPAddress, "192.0.2.0/24")),
      new GeneralSubtree(new GeneralName(GeneralName.directoryName, "O=Example"))
    };
    GeneralSubtree[] excluded = {
      new GeneralSubtree(new GeneralName(GeneralName.dNSName, "bob.example"))
    };
    return policies(draft)
        .with(Extension.nameConstraints, true, new NameConstraints(permitted, excluded))
        .with(Extension.policyConstraints, true, new PolicyConstraints(BigInteger.ZERO, null));
  }

  private static CertificateDraft policies(CertificateDraft draft) {
    return draft.with(
        Extension.certificatePolicies,
        false,
        new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier("2.23.140.1.2.1"))));
  }
}
