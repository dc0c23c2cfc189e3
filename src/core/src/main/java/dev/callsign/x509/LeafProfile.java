package dev.callsign.x509;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The step {@code leaf}: what a certificate must look like to sign key statements
 * (docs/verification.md; Let's Encrypt CPS §7.1).
 */
public final class LeafProfile {

  /** The longest lifetime; Let's Encrypt's longest is 90 days. */
  static final Duration MAX_LIFETIME = Duration.ofDays(100);

  /** Octets of the longest serial number (RFC 5280 §4.1.2.2). */
  static final int MAX_SERIAL_OCTETS = 20;

  /** The last part of the lifetime in which the owner is warned: one in this many. */
  private static final int NEAR_EXPIRY_FRACTION = 10;

  private static final String EKU_SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int VERSION_3 = 3;

  /**
   * Critical extensions that this verifier understands: key usage, subject alternative name, basic
   * constraints, certificate policies, extended key usage.
   */
  private static final Set<String> UNDERSTOOD =
      Set.of("2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.32", "2.5.29.37");

  private LeafProfile() {}

  /**
   * Checks the profile of a leaf at one instant.
   *
   * @param at the instant that the remaining lifetime is counted from
   * @return exactly one finding of the step {@code leaf}; the first rule that is broken
   */
  public static Finding check(X509Certificate leaf, Instant at) {
    if (!KeyStrength.isStrongLeafKey(leaf.getPublicKey())) {
      return Finding.fail(
          Slug.LEAF_WEAK_KEY,
          "RSA 2048, 3072 or 4096, or P-256 or P-384",
          KeyStrength.describe(leaf.getPublicKey()));
    }
    Instant notAfter = leaf.getNotAfter().toInstant();
    Duration lifetime = Duration.between(leaf.getNotBefore().toInstant(), notAfter);
    if (leaf.getVersion() != VERSION_3) {
      return profile("version 3", "version " + leaf.getVersion());
    }
    if (leaf.getBasicConstraints() >= 0) {
      return profile("an end-entity certificate", "a CA certificate");
    }
    if (lifetime.compareTo(MAX_LIFETIME) > 0) {
      return profile("a lifetime of at most 100 days", lifetime.toHours() + " hours");
    }
    if (leaf.getKeyUsage() == null || !leaf.getKeyUsage()[DIGITAL_SIGNATURE]) {
      return profile("key usage digitalSignature", "it is missing");
    }
    if (!isForServers(leaf)) {
      return profile("extended key usage serverAuth", "it is missing");
    }
    if (leaf.getSerialNumber().signum() <= 0
        || leaf.getSerialNumber().toByteArray().length > MAX_SERIAL_OCTETS) {
      return profile("a positive serial number of at most 20 octets", "another one");
    }
    Set<String> unknown = new TreeSet<>(criticalExtensions(leaf));
    unknown.removeAll(UNDERSTOOD);
    if (!unknown.isEmpty()) {
      return profile("no unknown critical extension", unknown.toString());
    }
    if (Duration.between(at, notAfter).compareTo(lifetime.dividedBy(NEAR_EXPIRY_FRACTION)) < 0) {
      return Finding.warn(
          Slug.LEAF_NEAR_EXPIRY,
          "renewal before the last tenth of the lifetime",
          "ends " + notAfter);
    }
    return Finding.pass(
        Step.LEAF,
        "the profile of a server certificate",
        KeyStrength.describe(leaf.getPublicKey()));
  }

  private static boolean isForServers(X509Certificate leaf) {
    try {
      List<String> purposes = leaf.getExtendedKeyUsage();
      return purposes != null && purposes.contains(EKU_SERVER_AUTH);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private static Set<String> criticalExtensions(X509Certificate leaf) {
    Set<String> critical = leaf.getCriticalExtensionOIDs();
    return critical == null ? Set.of() : critical;
  }

  private static Finding profile(String expected, String seen) {
    return Finding.fail(Slug.LEAF_PROFILE, expected, seen);
  }
}
