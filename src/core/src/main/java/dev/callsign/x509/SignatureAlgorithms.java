package dev.callsign.x509;

import com.google.common.collect.ImmutableMap;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.util.Optional;

/**
 * With which algorithms certificates below an anchor may be signed. The anchor's own signature
 * proves nothing and is not asked.
 *
 * @param allowed object identifier to name
 */
record SignatureAlgorithms(ImmutableMap<String, String> allowed) implements PathRule {

  /** Those of the Baseline Requirements §7.1.3.2, without RSA-PSS, which no public CA uses. */
  static final SignatureAlgorithms BASELINE =
      new SignatureAlgorithms(
          ImmutableMap.of(
              "1.2.840.113549.1.1.11", "sha256WithRSAEncryption",
              "1.2.840.113549.1.1.12", "sha384WithRSAEncryption",
              "1.2.840.113549.1.1.13", "sha512WithRSAEncryption",
              "1.2.840.10045.4.3.2", "ecdsa-with-SHA256",
              "1.2.840.10045.4.3.3", "ecdsa-with-SHA384",
              "1.2.840.10045.4.3.4", "ecdsa-with-SHA512"));

  /** Those of Let's Encrypt (docs/verification.md, chain). */
  static final SignatureAlgorithms LETS_ENCRYPT =
      new SignatureAlgorithms(
          ImmutableMap.of(
              "1.2.840.113549.1.1.11", "sha256WithRSAEncryption",
              "1.2.840.10045.4.3.2", "ecdsa-with-SHA256",
              "1.2.840.10045.4.3.3", "ecdsa-with-SHA384"));

  @Override
  public Optional<Finding> broken(ParsedPath path) {
    for (CertificateFields fields : path.certificates()) {
      if (!allowed.containsKey(fields.certificate().getSigAlgOID())) {
        return Optional.of(
            Finding.fail(
                Slug.CHAIN_WEAK_SIGNATURE,
                "signatures by one of " + allowed.values(),
                fields.certificate().getSigAlgName() + " on " + fields));
      }
    }
    return Optional.empty();
  }
}
