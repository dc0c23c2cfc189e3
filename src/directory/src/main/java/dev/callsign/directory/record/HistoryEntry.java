package dev.callsign.directory.record;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of the history of a callsign.
 *
 * @param id rises with time; where the next page starts
 * @param state the state after it
 * @param statement the statement it is about; null for a change of state alone
 * @param certificate the leaf that signed that statement
 */
public record HistoryEntry(
    long id,
    Instant at,
    Kind kind,
    CallsignState state,
    RecordedCallsign.@Nullable Statement statement,
    RecordedCallsign.@Nullable Certificate certificate) {

  /** What a line of history is about. */
  public enum Kind {
    /** A statement was verified and graded. */
    STATEMENT,
    /** The state changed. */
    STATE;

    /** The kind as it appears on the wire, for example {@code statement}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
