package dev.callsign.directory.state;

import java.time.Instant;
import java.util.Set;

/**
 * A held change: other identity keys, to which no device that was listed agrees.
 *
 * @param statement base64url SHA-256 of the last statement that asks for it
 * @param identities its identity keys, base64url
 * @param since when the hold began: these keys were first asked for, and not withdrawn since, and
 *     somebody has looked ever since
 * @param lookedAt when somebody looked last, whatever was seen
 */
public record Pending(String statement, Set<String> identities, Instant since, Instant lookedAt) {

  /** Copies the set. */
  public Pending {
    identities = Set.copyOf(identities);
  }

  /** A change that is asked for the first time. */
  static Pending of(String statement, Set<String> identities, Instant at) {
    return new Pending(statement, identities, at, at);
  }

  /** Whether a statement with these keys asks for the same change: a renewal during the hold. */
  boolean covers(Set<String> others) {
    return identities.containsAll(others);
  }

  /**
   * The same change after another look. It is held anew when nobody has looked for too long: nobody
   * could have seen that it was withdrawn, or was told of it in time to veto it.
   */
  Pending looked(Instant now, StatePolicy policy) {
    boolean isBlind = lookedAt.plus(policy.longestGap()).isBefore(now);
    return new Pending(statement, identities, isBlind ? now : since, now);
  }

  /** As another statement asks for it. */
  Pending as(String other, Set<String> others) {
    return new Pending(other, others, since, lookedAt);
  }

  /** Whether this and another one are held alike, whenever somebody looked. */
  boolean isHeldAs(Pending other) {
    return statement.equals(other.statement) && since.equals(other.since);
  }
}
