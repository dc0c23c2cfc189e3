package dev.callsign.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.testing.TestAuthority;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.ChainVerdict;
import dev.callsign.x509.ChainVerifier;
import dev.callsign.x509.LeafNames;
import dev.callsign.x509.LeafProfile;
import dev.callsign.x509.TrustPolicy;
import java.io.IOException;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * The input is a TBSCertificate (RFC 5280 §4.1) that its authority signs, whatever is in it: what a
 * careless authority can do, or one that somebody talked into an odd extension. What is accepted is
 * read once more by Bouncy Castle.
 */
final class CertificateFuzz implements FuzzTarget {

  private final PrivateKey signer;
  private final Function<byte[], List<byte[]>> chain;
  private final boolean isLeaf;
  private final TrustPolicy policy = FuzzWorld.ROOT.trustedAsShipped();

  private CertificateFuzz(PrivateKey signer, Function<byte[], List<byte[]>> chain, boolean isLeaf) {
    this.signer = signer;
    this.chain = chain;
    this.isLeaf = isLeaf;
  }

  /** The input is the leaf, below a good issuer. */
  static FuzzTarget ofLeaf() {
    byte[] issuer = FuzzWorld.LEAF.chain().encode().get(1);
    return new CertificateFuzz(
        FuzzWorld.ISSUER_KEYS.getPrivate(), leaf -> List.of(leaf, issuer), true);
  }

  /** The input is the issuer, above a good leaf. */
  static FuzzTarget ofIssuer() {
    byte[] leaf = FuzzWorld.LEAF.chain().encode().get(0);
    return new CertificateFuzz(
        FuzzWorld.ROOT_KEYS.getPrivate(), issuer -> List.of(leaf, issuer), false);
  }

  @Override
  public boolean accepts(byte[] input) {
    byte[] signed = SignedDer.sign(input, signer);
    CertificateChain presented;
    try {
      presented = CertificateChain.decode(chain.apply(signed));
    } catch (MalformedException e) {
      return false;
    }
    List<Finding> findings = judge(presented);
    Verdicts.repeatNothing(findings, presented.toPem());
    assertThat(judge(presented)).isEqualTo(findings);
    if (findings.stream().anyMatch(Finding::failed)) {
      return false;
    }
    agreesWithBouncyCastle(signed);
    return true;
  }

  private void agreesWithBouncyCastle(byte[] signed) {
    X509CertificateHolder read;
    Extensions extensions;
    try {
      read = new X509CertificateHolder(signed);
      extensions = read.getExtensions();
      GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
    } catch (IOException | IllegalArgumentException e) {
      return; // the JDK takes a SET for a SEQUENCE, and any bytes for a value in a name
    }
    assertThat(read.isValidOn(Date.from(TestAuthority.NOW))).isTrue();
    if (isLeaf) {
      isALeafForAlice(extensions);
    } else {
      isAnAuthority(extensions);
    }
  }

  private List<Finding> judge(CertificateChain presented) {
    ChainVerdict verdict = ChainVerifier.verify(presented, policy, TestAuthority.NOW);
    return List.of(
        verdict.finding(),
        LeafProfile.check(presented.leaf(), TestAuthority.NOW),
        LeafNames.check(presented.leaf(), FuzzWorld.ALICE));
  }

  private static void isALeafForAlice(Extensions extensions) {
    BasicConstraints constraints = BasicConstraints.fromExtensions(extensions);
    assertThat(constraints != null && constraints.isCA()).isFalse();
    assertThat(KeyUsage.fromExtensions(extensions).hasUsages(KeyUsage.digitalSignature)).isTrue();
    assertThat(purposes(extensions)).contains(KeyPurposeId.id_kp_serverAuth);
    GeneralNames names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
    assertThat(names.getNames())
        .anyMatch(
            name ->
                name.getTagNo() == GeneralName.dNSName
                    && name.getName().toString().equalsIgnoreCase(FuzzWorld.ALICE.aLabel()));
  }

  private static void isAnAuthority(Extensions extensions) {
    assertThat(BasicConstraints.fromExtensions(extensions).isCA()).isTrue();
    assertThat(KeyUsage.fromExtensions(extensions).hasUsages(KeyUsage.keyCertSign)).isTrue();
    if (ExtendedKeyUsage.fromExtensions(extensions) != null) {
      assertThat(purposes(extensions))
          .containsAnyOf(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.anyExtendedKeyUsage);
    }
  }

  private static List<KeyPurposeId> purposes(Extensions extensions) {
    return Arrays.asList(ExtendedKeyUsage.fromExtensions(extensions).getUsages());
  }
}
