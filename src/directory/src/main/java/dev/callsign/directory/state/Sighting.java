package dev.callsign.directory.state;

import dev.callsign.report.Slug;
import dev.callsign.statement.Grade;
import dev.callsign.statement.RenewalWindow;
import java.time.Instant;
import java.util.Set;

/**
 * What was seen of a registered callsign. Statements are named by the base64url SHA-256 of their
 * compact JWS.
 */
public sealed interface Sighting {

  /** Nothing but the time. */
  record Nothing() implements Sighting {}

  /** The host serves the statement in force, and it verifies. */
  record Confirmed(Set<Warning> warnings) implements Sighting {
    /** Copies the set. */
    public Confirmed {
      warnings = Set.copyOf(warnings);
    }
  }

  /**
   * The host serves a later statement that verifies, of the same devices or with the agreement of
   * one.
   *
   * @param grade never {@link Grade#FIRST} or {@link Grade#RECLAIMED}
   */
  record Followed(String statement, Grade grade, RenewalWindow window, Set<Warning> warnings)
      implements Sighting {
    /** Copies the set. */
    public Followed {
      if (grade == Grade.FIRST || grade == Grade.RECLAIMED) {
        throw new IllegalArgumentException(grade + " does not follow");
      }
      warnings = Set.copyOf(warnings);
    }
  }

  /**
   * The host serves a later statement that verifies, with other devices and without agreement.
   *
   * @param identities its identity keys, base64url
   */
  record Reclaimed(
      String statement, Set<String> identities, RenewalWindow window, Set<Warning> warnings)
      implements Sighting {
    /** Copies the sets. */
    public Reclaimed {
      identities = Set.copyOf(identities);
      warnings = Set.copyOf(warnings);
    }
  }

  /** The check failed. */
  record Failed(Slug reason) implements Sighting {}

  /**
   * The authority lists the certificate of a statement as revoked. Says nothing once another one is
   * in force.
   */
  record Revoked(String statement) implements Sighting {}

  /** A device of the statement in force vetoes the held change. */
  record Vetoed() implements Sighting {}

  /**
   * The authority suggests to renew the certificate of a statement from this instant on (RFC 9773).
   * Says nothing once another one is in force.
   */
  record WindowMoved(String statement, Instant start) implements Sighting {}
}
