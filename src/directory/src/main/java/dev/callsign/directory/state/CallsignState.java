package dev.callsign.directory.state;

import dev.callsign.report.Slug;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * The state of a registered callsign (docs/protocol.md §6): a function of what is known and of the
 * time. What ends the serving comes first, then what an attacker could be behind, then neglect.
 */
public sealed interface CallsignState {

  /** What is known. */
  Facts facts();

  /** Verified, and of now. */
  record Active(Facts facts) implements CallsignState {}

  /** As active, but the certificate is to be renewed. */
  record RenewalDue(Facts facts) implements CallsignState {}

  /** Nobody has answered since {@code since}, and the evidence is old. */
  record Unreachable(Facts facts, Instant since) implements CallsignState {}

  /** The domain serves something that does not verify, for {@code reason}. */
  record Mismatch(Facts facts, Instant since, Slug reason) implements CallsignState {}

  /** Other identity keys wait; the ones before them are served. */
  record Held(Facts facts, Pending pending) implements CallsignState {}

  /** The statement in force ended at {@code at}. */
  record Expired(Facts facts, Instant at) implements CallsignState {}

  /** The certificate of the statement in force was found revoked at {@code at}. */
  record Revoked(Facts facts, Instant at) implements CallsignState {}

  /** The state that follows from what is known at an instant. */
  static CallsignState of(Facts facts, Instant now, StatePolicy policy) {
    InForce inForce = facts.inForce();
    Instant revokedAt = facts.revokedAt();
    if (revokedAt != null) {
      return new Revoked(facts, revokedAt);
    }
    if (!now.isBefore(inForce.expiresAt())) {
      return new Expired(facts, inForce.expiresAt());
    }
    Pending pending = facts.pending();
    if (pending != null) {
      return new Held(facts, pending);
    }
    Trouble trouble = facts.trouble();
    if (trouble != null && !trouble.isSilence()) {
      return new Mismatch(facts, trouble.since(), trouble.reason());
    }
    if (trouble != null && !now.isBefore(inForce.verifiedAt().plus(policy.silence()))) {
      return new Unreachable(facts, trouble.since());
    }
    return now.isBefore(inForce.renewalDue()) ? new Active(facts) : new RenewalDue(facts);
  }

  /** Its name. */
  default StateName name() {
    return switch (this) {
      case Active active -> StateName.ACTIVE;
      case RenewalDue due -> StateName.RENEWAL_DUE;
      case Unreachable unreachable -> StateName.UNREACHABLE;
      case Mismatch mismatch -> StateName.MISMATCH;
      case Held held -> StateName.HELD;
      case Expired expired -> StateName.EXPIRED;
      case Revoked revoked -> StateName.REVOKED;
    };
  }

  /** Whether lookups answer the statement in force at an instant, whenever this was found. */
  default boolean isServed(Instant now) {
    return name().isServed() && now.isBefore(facts().inForce().expiresAt());
  }

  /** What the owner is warned of at an instant. */
  static Set<Warning> warnings(Facts facts, Instant now, StatePolicy policy) {
    Set<Warning> warnings = EnumSet.noneOf(Warning.class);
    warnings.addAll(facts.observed());
    if (!now.isBefore(facts.inForce().window().overdue())) {
      warnings.add(Warning.RENEWAL_OVERDUE);
    }
    if (!now.isBefore(facts.inForce().window().lastTenth())) {
      warnings.add(Warning.EXPIRING);
    }
    Instant reclaimedAt = facts.reclaimedAt();
    if (reclaimedAt != null && now.isBefore(reclaimedAt.plus(policy.reclaimWarning()))) {
      warnings.add(Warning.RECLAIMED);
    }
    return warnings;
  }
}
