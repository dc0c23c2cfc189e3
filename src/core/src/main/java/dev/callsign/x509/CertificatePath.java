package dev.callsign.x509;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Certificates of which each one's signature verifies under the next one's key, up to an anchor.
 *
 * @param certificates leaf first, without the anchor; 1 to {@value #MAX_BELOW_ANCHOR}
 * @param anchor the root that signed the last of them
 * @param anchorAdded whether an operator added this anchor to the shipped ones
 */
record CertificatePath(
    List<X509Certificate> certificates, X509Certificate anchor, boolean anchorAdded) {

  /**
   * Leaf, issuing intermediate, root cross-signed by the older root, that root cross-signed again.
   */
  static final int MAX_BELOW_ANCHOR = 4;

  /** The certificate that issued the leaf. */
  X509Certificate issuerOfLeaf() {
    return certificates.size() > 1 ? certificates.get(1) : anchor;
  }
}
