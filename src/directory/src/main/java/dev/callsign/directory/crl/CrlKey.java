package dev.callsign.directory.crl;

import dev.callsign.revocation.CrlDistributionPoint;
import dev.callsign.x509.Fingerprint;
import java.io.Serializable;
import java.security.cert.X509Certificate;

/**
 * Which list: the numbers of lists rise for one place and one issuer (RFC 5280 §5.2.3), and what
 * one issuer signs says nothing to the leaves of another.
 *
 * @param url as the leaf has it
 * @param issuerKeySha256 SHA-256 of the issuer's key, base64url
 */
record CrlKey(String url, String issuerKeySha256) implements Serializable {
  private static final long serialVersionUID = 1L;

  static CrlKey of(CrlDistributionPoint point, X509Certificate issuer) {
    return new CrlKey(point.uri().toString(), Fingerprint.ofKey(issuer.getPublicKey()));
  }
}
