package dev.callsign.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Mode;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.report.Verdict;
import dev.callsign.revocation.Crl;
import dev.callsign.revocation.RevocationEvidence;
import dev.callsign.revocation.RevocationVerifier;
import dev.callsign.testing.CrlDraft;
import dev.callsign.testing.TestAuthority;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CRLHolder;

/**
 * The input is a TBSCertList (RFC 5280 §5.1) that the issuer of the leaf signs, whatever is in it.
 * What is accepted is read once more by Bouncy Castle.
 */
final class CrlFuzz implements FuzzTarget {

  private final X509Certificate leaf =
      FuzzWorld.ISSUER
          .leaf(
              "alice.example",
              draft ->
                  draft
                      .keys(FuzzWorld.LEAF_KEYS)
                      .with(Extension.cRLDistributionPoints, false, CrlDraft.point(CrlDraft.URI)))
          .certificate();

  @Override
  public boolean accepts(byte[] input) {
    byte[] signed = SignedDer.sign(input, FuzzWorld.ISSUER_KEYS.getPrivate());
    Crl crl;
    try {
      crl = Crl.decode(signed.clone());
    } catch (MalformedException e) {
      assertThat(e.slug()).isEqualTo(Slug.CRL_SCOPE);
      return false;
    }
    assertThat(crl.encode()).isEqualTo(signed);
    Finding finding = check(crl);
    assertThat(finding.step()).isEqualTo(Step.REVOCATION);
    assertThat(check(crl)).isEqualTo(finding);
    assertThat(checkAnew(signed)).isEqualTo(finding);
    Verdicts.repeatNothing(List.of(finding), HexFormat.of().formatHex(input));
    agreesWithBouncyCastle(signed, crl, finding);
    return finding.verdict() == Verdict.PASS;
  }

  private Finding check(Crl crl) {
    return RevocationVerifier.check(
        leaf,
        FuzzWorld.ISSUER.certificate(),
        false,
        new RevocationEvidence.Fetched(crl, TestAuthority.NOW),
        Mode.ENFORCE,
        TestAuthority.NOW);
  }

  private Finding checkAnew(byte[] signed) {
    try {
      return check(Crl.decode(signed));
    } catch (MalformedException e) {
      throw new AssertionError("read once, but not twice", e);
    }
  }

  private void agreesWithBouncyCastle(byte[] signed, Crl crl, Finding finding) {
    X509CRLHolder read;
    boolean revoked;
    try {
      read = new X509CRLHolder(signed);
      revoked = read.getRevokedCertificate(leaf.getSerialNumber()) != null;
    } catch (IOException | RuntimeException e) {
      return; // it takes offence at what no verdict depends on
    }
    assertThat(crl.size()).isEqualTo(read.getRevokedCertificates().size());
    if (finding.verdict() == Verdict.PASS) {
      assertThat(revoked).isFalse();
      assertThat(read.getNextUpdate()).isAfter(Date.from(TestAuthority.NOW));
    }
    if (finding.slug() == Slug.REVOKED) {
      assertThat(revoked).isTrue();
    }
  }
}
