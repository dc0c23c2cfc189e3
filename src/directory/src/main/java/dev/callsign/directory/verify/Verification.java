package dev.callsign.directory.verify;

import dev.callsign.evidence.Evidence;
import dev.callsign.report.VerificationReport;
import dev.callsign.statement.VerifiedStatement;
import java.util.Set;

/** The outcome of verifying a callsign. */
public sealed interface Verification {

  /** Every step with what it saw. */
  VerificationReport report();

  /**
   * No step failed.
   *
   * @param evidence everything that was looked at
   * @param signatures fingerprints of the signatures that held (see {@link
   *     dev.callsign.x509.SignatureChecks})
   */
  record Verified(
      VerifiedStatement statement,
      VerificationReport report,
      Evidence evidence,
      Set<String> signatures)
      implements Verification {

    /** Copies the set. */
    public Verified {
      signatures = Set.copyOf(signatures);
    }
  }

  /** A step failed; {@link VerificationReport#primaryFailure()} is the first. */
  record Rejected(VerificationReport report) implements Verification {}
}
