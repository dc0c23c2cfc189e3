package dev.callsign.directory.record;

import dev.callsign.report.VerificationReport;
import dev.callsign.statement.Grade;

/** The outcome of registering a callsign, or of checking it again. */
public sealed interface Registration {

  /** A statement was recorded that was not before; it is durable. */
  record Recorded(Grade grade) implements Registration {}

  /** The statement of the last time still verifies. */
  record Unchanged() implements Registration {}

  /** A step failed; nothing is recorded. */
  record Refused(VerificationReport report) implements Registration {}

  /** The callsign is being verified already, or too many are: ask again later. */
  record Busy() implements Registration {}
}
