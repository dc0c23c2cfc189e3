package dev.callsign.directory.record;

import dev.callsign.directory.state.CallsignState;
import dev.callsign.directory.state.Facts;
import dev.callsign.directory.state.InForce;
import dev.callsign.directory.state.Pending;
import dev.callsign.directory.state.StateName;
import dev.callsign.directory.state.StatePolicy;
import dev.callsign.directory.state.Trouble;
import dev.callsign.directory.state.Warning;
import dev.callsign.report.Slug;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One registered callsign: which statement is served, which one is held, and everything else that
 * its state follows from.
 */
@Entity
@Table(name = "callsign")
class CallsignRow {
  private static final String SEPARATOR = " ";

  @Id String name;

  @Enumerated(EnumType.STRING)
  StateName state;

  @Column(name = "state_since")
  Instant stateSince;

  @Column(name = "registered_at")
  Instant registeredAt;

  @Column(name = "checked_at")
  Instant checkedAt;

  @Column(name = "active_statement")
  long activeStatement;

  @Column(name = "pending_statement")
  @Nullable Long pendingStatement;

  @Column(name = "pending_since")
  @Nullable Instant pendingSince;

  @Column(name = "trouble_since")
  @Nullable Instant troubleSince;

  @Enumerated(EnumType.STRING)
  @Column(name = "trouble_reason")
  @Nullable Slug troubleReason;

  @Column(name = "revoked_at")
  @Nullable Instant revokedAt;

  @Column(name = "reclaimed_at")
  @Nullable Instant reclaimedAt;

  @Column(name = "authority_due")
  @Nullable Instant authorityDue;

  String observed;
  String told;

  @Column(name = "verified_at")
  Instant verifiedAt;

  String report;

  /** For the persistence provider, which fills every column. */
  @SuppressWarnings("NullAway.Init")
  protected CallsignRow() {}

  CallsignRow(String name, long activeStatement, String report, CallsignState first, Instant at) {
    this.name = name;
    this.state = first.name();
    this.stateSince = at;
    this.registeredAt = at;
    this.checkedAt = at;
    this.activeStatement = activeStatement;
    this.verifiedAt = at;
    this.report = report;
    this.observed = "";
    this.told = "";
    enter(first, activeStatement, null, at);
  }

  /** What is known, out of this row and its statements. */
  Facts facts(StatementRow active, @Nullable StatementRow held) {
    return new Facts(
        new InForce(active.sha256, verifiedAt, active.window(), authorityDue),
        held == null || pendingSince == null
            ? null
            : new Pending(held.sha256, held.identities(), pendingSince),
        troubleSince == null || troubleReason == null
            ? null
            : new Trouble(troubleSince, troubleReason),
        revokedAt,
        reclaimedAt,
        warnings(observed),
        warnings(told));
  }

  /** The state as it was last found. */
  CallsignState state(StatementRow active, @Nullable StatementRow held, StatePolicy policy) {
    return CallsignState.of(facts(active, held), checkedAt, policy);
  }

  /** The state is {@code next} from now on, with these statements. */
  void enter(CallsignState next, long active, @Nullable Long held, Instant at) {
    Facts facts = next.facts();
    Pending pending = facts.pending();
    Trouble trouble = facts.trouble();
    activeStatement = active;
    pendingStatement = pending == null ? null : held;
    pendingSince = pending == null ? null : pending.since();
    troubleSince = trouble == null ? null : trouble.since();
    troubleReason = trouble == null ? null : trouble.reason();
    revokedAt = facts.revokedAt();
    reclaimedAt = facts.reclaimedAt();
    authorityDue = facts.inForce().authorityDue();
    observed = text(facts.observed());
    told = text(facts.told());
    verifiedAt = facts.inForce().verifiedAt();
    checkedAt = at;
    if (state != next.name()) {
      state = next.name();
      stateSince = at;
    }
  }

  private static String text(Set<Warning> warnings) {
    return warnings.stream().map(Warning::name).sorted().collect(Collectors.joining(SEPARATOR));
  }

  private static Set<Warning> warnings(String text) {
    return text.isEmpty()
        ? Set.of()
        : Arrays.stream(text.split(SEPARATOR, -1))
            .map(Warning::valueOf)
            .collect(Collectors.toUnmodifiableSet());
  }
}
