package dev.callsign.directory.record;

import dev.callsign.report.Finding;
import dev.callsign.statement.Grade;

/** The outcome of recording a verified statement. */
public sealed interface RecordOutcome {

  /** The statement is new and durable now. */
  record Recorded(Grade grade) implements RecordOutcome {}

  /** The statement was recorded before; only the time of its verification is new. */
  record Unchanged() implements RecordOutcome {}

  /** A device vetoed what the statement asks for, perhaps just now; nothing was recorded. */
  record Vetoed(Finding why) implements RecordOutcome {}

  /** Another statement was recorded since this one was verified: verify again. */
  record Superseded() implements RecordOutcome {}
}
