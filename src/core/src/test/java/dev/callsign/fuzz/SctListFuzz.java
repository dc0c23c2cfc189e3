package dev.callsign.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.ct.CtLog;
import dev.callsign.ct.CtPolicy;
import dev.callsign.ct.LogList;
import dev.callsign.ct.SctVerifier;
import dev.callsign.report.Finding;
import dev.callsign.report.Mode;
import dev.callsign.report.Step;
import dev.callsign.report.Verdict;
import dev.callsign.testing.TestAuthority;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;

/**
 * The input is a SignedCertificateTimestampList (RFC 6962 §3.3), in a leaf that a good issuer signs
 * around it. Accepted are lists of {@link #LOGS}, which are two logs of two operators.
 */
final class SctListFuzz implements FuzzTarget {

  static final List<KeyPair> LOGS = List.of(FuzzWorld.keys("log 1"), FuzzWorld.keys("log 2"));

  private static final ASN1ObjectIdentifier SCT_LIST =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");

  private final CtPolicy policy =
      new CtPolicy(
          Mode.ENFORCE,
          new LogList(Map.of(id(0), log(0), id(1), log(1)), Set.of("A".repeat(43) + "=")));

  @Override
  public boolean accepts(byte[] input) {
    X509Certificate leaf =
        FuzzWorld.ISSUER
            .leaf(
                "alice.example",
                draft -> // as it was when the SCTs of the corpus were signed
                draft
                        .keys(FuzzWorld.LEAF_KEYS)
                        .without(Extension.subjectKeyIdentifier)
                        .without(Extension.authorityKeyIdentifier)
                        .with(SCT_LIST, false, new DEROctetString(input)))
            .certificate();
    List<Finding> findings = check(leaf, FuzzWorld.ISSUER.certificate());

    assertThat(findings).isNotEmpty().allMatch(finding -> finding.step() == Step.CT);
    assertThat(check(leaf, FuzzWorld.ISSUER.certificate())).isEqualTo(findings);
    Verdicts.repeatNothing(findings, HexFormat.of().formatHex(input));
    assertThat(isAccepted(check(leaf, FuzzWorld.ROOT.certificate())))
        .as("accepted for another issuer")
        .isFalse();
    return isAccepted(findings);
  }

  private List<Finding> check(X509Certificate leaf, X509Certificate issuer) {
    return SctVerifier.check(leaf, issuer, policy, TestAuthority.NOW);
  }

  /** Whether nothing failed and nothing was warned of. */
  private static boolean isAccepted(List<Finding> findings) {
    return findings.stream().allMatch(finding -> finding.verdict() == Verdict.PASS);
  }

  private static CtLog log(int n) {
    return new CtLog(
        "operator " + n,
        "log " + n,
        CtLog.Kind.RFC6962,
        id(n),
        LOGS.get(n).getPublic(),
        null,
        null);
  }

  /** The id of a log: SHA-256 of its key. */
  static String id(int n) {
    return FuzzWorld.sha256Base64(LOGS.get(n).getPublic().getEncoded());
  }
}
