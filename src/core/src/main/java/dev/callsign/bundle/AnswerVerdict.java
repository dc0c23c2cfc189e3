package dev.callsign.bundle;

import dev.callsign.report.VerificationReport;

/** The outcome of checking a directory's answer. */
public sealed interface AnswerVerdict {

  /** The statement verifies and the answer agrees with it. */
  record Verified(VerifiedAnswer answer) implements AnswerVerdict {}

  /** The statement in the answer does not verify. */
  record Rejected(VerificationReport report) implements AnswerVerdict {}

  /** The statement verifies, but the directory says something else around it. */
  record Contradicted(VerificationReport report, String detail) implements AnswerVerdict {}

  /** The bytes are not an answer at all. */
  record Unreadable(String detail) implements AnswerVerdict {}
}
