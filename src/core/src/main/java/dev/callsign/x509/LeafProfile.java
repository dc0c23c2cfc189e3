package dev.callsign.x509;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * The step {@code leaf}: what a certificate must look like to sign key statements
 * (docs/verification.md; Let's Encrypt CPS §7.1).
 *
 * <p>Three layers, the widest first: {@link LeafForm} is what RFC 5280 and the Baseline
 * Requirements ask of every certificate, {@link SubscriberForm} where the Baseline Requirements are
 * stricter than RFC 5280, and the rules here are this project's own. The finding is the first one.
 */
public final class LeafProfile {

  /** The longest lifetime; Let's Encrypt's longest is 90 days. */
  static final Duration MAX_LIFETIME = Duration.ofDays(100);

  /** The last part of the lifetime in which the owner is warned: one in this many. */
  private static final int NEAR_EXPIRY_FRACTION = 10;

  private LeafProfile() {}

  /**
   * Checks the profile of a leaf at one instant.
   *
   * @param at the instant that the remaining lifetime is counted from
   * @return exactly one finding of the step {@code leaf}; the first rule that is broken
   */
  public static Finding check(X509Certificate leaf, Instant at) {
    Optional<CertificateFields> fields = CertificateFields.decode(leaf);
    return fields.isEmpty()
        ? Finding.fail(Slug.LEAF_PROFILE, "a certificate in DER", "a malformed one")
        : LeafForm.broken(fields.get(), KeyPurposeId.id_kp_serverAuth)
            .or(() -> SubscriberForm.broken(fields.get()))
            .or(() -> broken(fields.get()))
            .orElseGet(() -> remaining(leaf, at));
  }

  /** The first of this project's own rules that {@code leaf} breaks. */
  static Optional<Finding> broken(CertificateFields leaf) {
    return weakKey(leaf.certificate().getPublicKey())
        .or(() -> lifetime(leaf.certificate()))
        .or(() -> signatures(leaf));
  }

  /** A key that Let's Encrypt signs (its CPS §6.1.5). */
  static Optional<Finding> weakKey(PublicKey key) {
    return KeyStrength.isStrongLeafKey(key)
        ? Optional.empty()
        : Optional.of(
            Finding.fail(
                Slug.LEAF_WEAK_KEY,
                "RSA 2048, 3072 or 4096, or P-256 or P-384",
                KeyStrength.describe(key)));
  }

  /** A lifetime that Let's Encrypt gives: what is lost is lost for 100 days at most. */
  static Optional<Finding> lifetime(X509Certificate leaf) {
    Duration lifetime = lifetimeOf(leaf);
    return lifetime.compareTo(MAX_LIFETIME) > 0
        ? profile("a lifetime of at most 100 days", lifetime.toHours() + " hours")
        : Optional.empty();
  }

  /** The key may sign: that is all it does here. */
  static Optional<Finding> signatures(CertificateFields leaf) {
    return leaf.extension(KnownExtension.KEY_USAGE)
            .filter(usage -> usage.hasUsages(KeyUsage.digitalSignature))
            .isPresent()
        ? Optional.empty()
        : profile("key usage digitalSignature", "it is missing");
  }

  private static Finding remaining(X509Certificate leaf, Instant at) {
    Instant notAfter = leaf.getNotAfter().toInstant();
    Duration near = lifetimeOf(leaf).dividedBy(NEAR_EXPIRY_FRACTION);
    return Duration.between(at, notAfter).compareTo(near) < 0
        ? Finding.warn(
            Slug.LEAF_NEAR_EXPIRY,
            "renewal before the last tenth of the lifetime",
            "ends " + notAfter)
        : Finding.pass(
            Step.LEAF,
            "the profile of a server certificate",
            KeyStrength.describe(leaf.getPublicKey()));
  }

  private static Duration lifetimeOf(X509Certificate leaf) {
    return Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
  }

  private static Optional<Finding> profile(String expected, String seen) {
    return Optional.of(Finding.fail(Slug.LEAF_PROFILE, expected, seen));
  }
}
