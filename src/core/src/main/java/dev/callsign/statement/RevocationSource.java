package dev.callsign.statement;

import dev.callsign.revocation.RevocationEvidence;
import java.security.cert.X509Certificate;

/** Knows what is known about the revocation of a leaf. Asked once in a verification, at most. */
@FunctionalInterface
public interface RevocationSource {

  /**
   * The evidence for one leaf.
   *
   * @param issuer whose key signed the leaf
   * @param anchorAdded whether the chain ends at an anchor that an operator added
   */
  RevocationEvidence evidenceFor(X509Certificate leaf, X509Certificate issuer, boolean anchorAdded);
}
