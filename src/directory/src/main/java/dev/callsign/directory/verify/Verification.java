package dev.callsign.directory.verify;

import dev.callsign.evidence.Evidence;
import dev.callsign.report.VerificationReport;
import dev.callsign.statement.VerifiedStatement;

/** The outcome of verifying a callsign. */
public sealed interface Verification {

  /** Every step with what it saw. */
  VerificationReport report();

  /** No step failed; the evidence is everything that was looked at. */
  record Verified(VerifiedStatement statement, VerificationReport report, Evidence evidence)
      implements Verification {}

  /** A step failed; {@link VerificationReport#primaryFailure()} is the first. */
  record Rejected(VerificationReport report) implements Verification {}
}
