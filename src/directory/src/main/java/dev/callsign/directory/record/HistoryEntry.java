package dev.callsign.directory.record;

import dev.callsign.directory.state.EventType;
import dev.callsign.directory.state.StateName;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of the history of a callsign, which is also an event to those who follow it.
 *
 * @param id rises with each line of a callsign that becomes durable; where a reader goes on
 * @param type what happened
 * @param state the state after it
 * @param statement the statement it is about; null where it is about none
 * @param certificate the leaf that signed that statement
 * @param device the device it is about; null where it is about none
 * @param detail what was seen, for people; null where the type says everything
 */
public record HistoryEntry(
    long id,
    Instant at,
    EventType type,
    StateName state,
    RecordedCallsign.@Nullable Statement statement,
    RecordedCallsign.@Nullable Certificate certificate,
    @Nullable Integer device,
    @Nullable String detail) {

  /** What a line of history is about. */
  public enum Kind {
    /** A statement was verified and graded. */
    STATEMENT,
    /** The state changed. */
    STATE,
    /** The owner is warned. */
    WARNING,
    /** A device runs out of prekeys. */
    PREKEYS;

    /** The kind as it appears on the wire, for example {@code statement}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What this line is about. */
  public Kind kind() {
    return switch (type) {
      case FIRST, RENEWED, EXTENDED, REDUCED, ROTATED, HELD, RECLAIMED -> Kind.STATEMENT;
      case VETOED, WITHDRAWN, ACTIVE, RENEWAL_DUE, UNREACHABLE, MISMATCH, EXPIRED, REVOKED ->
          Kind.STATE;
      case RENEWAL_OVERDUE, EXPIRING, SERVED_BY_OTHER_KEY, UNANNOUNCED_DOMAIN_KEY -> Kind.WARNING;
      case PREKEYS_LOW, PREKEYS_EMPTY, LAST_RESORT_USED -> Kind.PREKEYS;
    };
  }
}
