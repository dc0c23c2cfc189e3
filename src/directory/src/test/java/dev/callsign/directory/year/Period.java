package dev.callsign.directory.year;

import java.time.Duration;
import java.time.Instant;

/**
 * What a statement and its certificate are valid for, and when docs/protocol.md §6 and
 * docs/verification.md ask for the next.
 */
record Period(Instant from, Duration lifetime) {
  private static final Duration SHORT_LIVED = Duration.ofDays(10);

  private boolean isShort() {
    return lifetime.compareTo(SHORT_LIVED) < 0;
  }

  /** Past two thirds of the lifetime, or half of one under ten days. */
  Instant due() {
    return at(isShort() ? 1.0 / 2 : 2.0 / 3);
  }

  /** From three quarters of the lifetime on, or seven twelfths of one under ten days. */
  Instant overdue() {
    return at(isShort() ? 7.0 / 12 : 3.0 / 4);
  }

  Instant lastTenth() {
    return at(9.0 / 10);
  }

  /** The first instant at which nothing of it may be served. */
  Instant end() {
    return from.plus(lifetime);
  }

  Instant at(double part) {
    return from.plusSeconds(Math.round(lifetime.toSeconds() * part));
  }
}
