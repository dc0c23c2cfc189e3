package dev.callsign.directory.record;

import dev.callsign.directory.state.Facts;
import dev.callsign.directory.state.InForce;
import dev.callsign.directory.state.Pending;
import dev.callsign.directory.state.StateName;
import dev.callsign.directory.state.Trouble;
import dev.callsign.report.Slug;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One registered callsign, as it is read: which statement is served, which one is held, and
 * everything else that its state follows from. Written by {@link LockedCallsign}.
 */
@Entity
@Table(name = "callsign")
class CallsignRow {
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

  @Column(name = "pending_looked_at")
  @Nullable Instant pendingLookedAt;

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

  /** What is known, out of this row and its statements. */
  Facts facts(StatementRow active, @Nullable StatementRow held) {
    return new Facts(
        new InForce(active.sha256, verifiedAt, active.window(), authorityDue),
        held == null || pendingSince == null || pendingLookedAt == null
            ? null
            : new Pending(held.sha256, held.identities(), pendingSince, pendingLookedAt),
        troubleSince == null || troubleReason == null
            ? null
            : new Trouble(troubleSince, troubleReason),
        revokedAt,
        reclaimedAt,
        WarningColumn.decode(observed),
        WarningColumn.decode(told));
  }
}
