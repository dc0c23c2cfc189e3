package dev.callsign.x509;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;

/**
 * How a certificate breaks a rule, before it is known which step reports it.
 *
 * @param expected what the rule asks for
 * @param seen what the certificate says instead
 */
record Fault(String expected, String seen) {

  /** The failing finding under {@code slug}. */
  Finding as(Slug slug) {
    return Finding.fail(slug, expected, seen);
  }

  /** The failing finding under {@code slug}, naming the certificate. */
  Finding as(Slug slug, CertificateFields certificate) {
    return Finding.fail(slug, expected, certificate + ": " + seen);
  }
}
