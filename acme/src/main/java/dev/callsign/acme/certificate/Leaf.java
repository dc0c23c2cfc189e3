package dev.callsign.acme.certificate;

import dev.callsign.x509.Fingerprint;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A leaf, as far as it matters when it is renewed.
 *
 * @param sha256 of the certificate, base64url
 * @param keySha256 of its SPKI, base64url
 * @param notBefore the first instant of its life
 * @param notAfter the last
 * @param authority where it came from; null when nobody said
 */
public record Leaf(
    String sha256, String keySha256, Instant notBefore, Instant notAfter, @Nullable URI authority) {

  static Leaf of(X509Certificate leaf, @Nullable URI authority) {
    return new Leaf(
        Fingerprint.ofCertificate(leaf),
        Fingerprint.ofKey(leaf.getPublicKey()),
        leaf.getNotBefore().toInstant(),
        leaf.getNotAfter().toInstant(),
        authority);
  }

  /** From its first instant to its last. */
  Duration life() {
    return Duration.between(notBefore, notAfter);
  }
}
