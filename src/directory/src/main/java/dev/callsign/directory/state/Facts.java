package dev.callsign.directory.state;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a callsign. Its state is a function of this and of the time.
 *
 * @param inForce the statement that lookups answer
 * @param pending the held change; null when there is none
 * @param trouble why the last check failed; null when it did not
 * @param revokedAt when the certificate of the statement in force was found revoked
 * @param reclaimedAt when identity keys last became active without agreement
 * @param observed what the last good check warned of
 * @param told the warnings that the owner has been told of and that have not ended
 */
public record Facts(
    InForce inForce,
    @Nullable Pending pending,
    @Nullable Trouble trouble,
    @Nullable Instant revokedAt,
    @Nullable Instant reclaimedAt,
    Set<Warning> observed,
    Set<Warning> told) {

  /** Copies the sets. */
  public Facts {
    observed = Set.copyOf(observed);
    told = Set.copyOf(told);
  }

  /** What is known after a statement came in force; warnings that were told go on. */
  static Facts of(
      InForce inForce, Set<Warning> observed, Set<Warning> told, @Nullable Instant reclaimedAt) {
    return new Facts(inForce, null, null, null, reclaimedAt, observed, told);
  }

  /** Whether this is the statement in force. */
  boolean isInForce(String statement) {
    return inForce.statement().equals(statement);
  }

  Facts with(InForce next) {
    return new Facts(next, pending, trouble, revokedAt, reclaimedAt, observed, told);
  }

  Facts with(@Nullable Pending next) {
    return new Facts(inForce, next, trouble, revokedAt, reclaimedAt, observed, told);
  }

  Facts with(@Nullable Trouble next) {
    return new Facts(inForce, pending, next, revokedAt, reclaimedAt, observed, told);
  }

  Facts revoked(Instant at) {
    Instant first = revokedAt == null ? at : revokedAt;
    return new Facts(inForce, pending, trouble, first, reclaimedAt, observed, told);
  }

  Facts observed(Set<Warning> next) {
    return new Facts(inForce, pending, trouble, revokedAt, reclaimedAt, next, told);
  }

  Facts told(Set<Warning> next) {
    return new Facts(inForce, pending, trouble, revokedAt, reclaimedAt, observed, next);
  }
}
