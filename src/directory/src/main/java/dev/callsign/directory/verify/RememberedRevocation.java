package dev.callsign.directory.verify;

import dev.callsign.revocation.RevocationEvidence;
import dev.callsign.statement.RevocationSource;
import java.security.cert.X509Certificate;

/**
 * Asks another source and remembers its answer, which belongs to the evidence of a verification.
 */
final class RememberedRevocation implements RevocationSource {
  private final RevocationSource source;
  private RevocationEvidence evidence = new RevocationEvidence.Absent();

  RememberedRevocation(RevocationSource source) {
    this.source = source;
  }

  @Override
  public RevocationEvidence evidenceFor(
      X509Certificate leaf, X509Certificate issuer, boolean anchorAdded) {
    evidence = source.evidenceFor(leaf, issuer, anchorAdded);
    return evidence;
  }

  /** The last answer; absent when nobody was asked. */
  RevocationEvidence evidence() {
    return evidence;
  }
}
