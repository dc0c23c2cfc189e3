package dev.callsign.bundle;

import dev.callsign.report.VerificationReport;
import dev.callsign.statement.VerifiedStatement;

/**
 * A directory's answer that says what the callsign's own statement says. Only {@link
 * AnswerVerifier} makes one.
 */
public final class VerifiedAnswer {
  private final VerifiedStatement statement;
  private final VerificationReport report;

  VerifiedAnswer(VerifiedStatement statement, VerificationReport report) {
    this.statement = statement;
    this.report = report;
  }

  /** The statement, verified here and now. */
  public VerifiedStatement statement() {
    return statement;
  }

  /** What was checked here; not what the directory says that it checked. */
  public VerificationReport report() {
    return report;
  }
}
