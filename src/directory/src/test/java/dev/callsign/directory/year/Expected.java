package dev.callsign.directory.year;

import dev.callsign.directory.state.EventType;
import dev.callsign.directory.state.StateName;
import java.time.Duration;
import java.time.Instant;

/**
 * A line of history that has to be there.
 *
 * @param state the state after it
 * @param earliest it is not before this
 * @param latest nor after this
 */
record Expected(EventType type, StateName state, Instant earliest, Instant latest) {

  /** Whether it must have been written at an instant. */
  boolean isCertain(Instant at) {
    return !at.isBefore(latest);
  }

  /** Whether it cannot have been written at an instant. */
  boolean isAhead(Instant at) {
    return at.isBefore(earliest);
  }

  boolean allows(Instant at, Duration grace) {
    return !at.isBefore(earliest) && !at.isAfter(latest.plus(grace));
  }
}
