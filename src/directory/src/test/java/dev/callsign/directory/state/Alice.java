package dev.callsign.directory.state;

import dev.callsign.report.Slug;
import dev.callsign.statement.Grade;
import dev.callsign.statement.RenewalWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * A callsign whose statement in force is from day 0 to day 90: due on day 60, overdue on day 67 at
 * noon, in its last tenth on day 81. In each state, as it gets there.
 */
final class Alice {
  static final Instant DAY_0 = Instant.parse("2026-01-01T00:00:00Z");

  /** Holds for 3 days, silent domains are unreachable after 3, looks every 24 hours. */
  static final StatePolicy POLICY = StatePolicy.of(Duration.ofDays(3), Duration.ofDays(1));

  static final String FIRST = "first";
  static final String NEXT = "next";
  static final String FOREIGN = "foreign";

  /** The identity keys of {@link #FOREIGN}. */
  static final Set<String> FOREIGN_KEYS = Set.of("mallory-1", "mallory-2");

  private static final Duration LIFETIME = Duration.ofDays(90);

  private Alice() {}

  static Instant day(double days) {
    return DAY_0.plusSeconds(Math.round(days * Duration.ofDays(1).toSeconds()));
  }

  /** Of 90 days from a day on. */
  static RenewalWindow validFrom(double day) {
    return RenewalWindow.of(day(day), day(day).plus(LIFETIME));
  }

  /** What is known on day 10, when the host was seen last and all was well. */
  static Facts seenOnDay10() {
    return Facts.of(new InForce(FIRST, day(10), validFrom(0), null), Set.of(), Set.of(), null);
  }

  /** As it was last found: on day 10 where nothing else is necessary. */
  static CallsignState in(StateName name) {
    Facts well = seenOnDay10();
    return switch (name) {
      case ACTIVE -> at(day(10), well);
      case RENEWAL_DUE -> at(day(61), well.with(well.inForce().verified(day(61))));
      case UNREACHABLE -> at(day(13), well.with(new Trouble(day(11), Slug.CONNECT_TIMEOUT)));
      case MISMATCH -> at(day(11), well.with(new Trouble(day(11), Slug.STATEMENT_SIGNATURE)));
      case HELD -> held(10);
      case EXPIRED -> at(day(90), well.with(new Trouble(day(89), Slug.CONNECT_TIMEOUT)));
      case REVOKED -> at(day(10), well.revoked(day(10)));
    };
  }

  /** With foreign keys that were first seen on day 10, and that somebody looked for until a day. */
  static CallsignState held(double until) {
    return at(
        day(until), seenOnDay10().with(new Pending(FOREIGN, FOREIGN_KEYS, day(10), day(until))));
  }

  static CallsignState at(Instant now, Facts facts) {
    return CallsignState.of(facts, now, POLICY);
  }

  static Sighting confirmed(Warning... warnings) {
    return new Sighting.Confirmed(Set.of(warnings));
  }

  /** A renewal of the day. */
  static Sighting renewed(double day, Warning... warnings) {
    return new Sighting.Followed(NEXT, Grade.RENEWED, validFrom(day), Set.of(warnings));
  }

  /** A statement of the day with {@link #FOREIGN_KEYS}. */
  static Sighting reclaimed(double day) {
    return reclaimed(FOREIGN, FOREIGN_KEYS, day);
  }

  static Sighting reclaimed(String statement, Set<String> keys, double day) {
    return new Sighting.Reclaimed(statement, keys, validFrom(day), Set.of());
  }

  static Sighting failed(Slug reason) {
    return new Sighting.Failed(reason);
  }
}
