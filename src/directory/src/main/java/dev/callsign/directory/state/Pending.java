package dev.callsign.directory.state;

import java.time.Instant;
import java.util.Set;

/**
 * A held change: other identity keys, to which no device that was listed agrees.
 *
 * @param statement base64url SHA-256 of the last statement that asks for it
 * @param identities its identity keys, base64url
 * @param since when these keys were first asked for, and not withdrawn since
 */
public record Pending(String statement, Set<String> identities, Instant since) {

  /** Copies the set. */
  public Pending {
    identities = Set.copyOf(identities);
  }

  /** Whether a statement with these keys asks for the same change: a renewal during the hold. */
  boolean covers(Set<String> others) {
    return identities.containsAll(others);
  }
}
