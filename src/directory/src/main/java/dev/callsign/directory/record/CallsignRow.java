package dev.callsign.directory.record;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One registered callsign: which statement is served, which one is pending, when it was verified.
 */
@Entity
@Table(name = "callsign")
class CallsignRow {
  @Id String name;

  @Enumerated(EnumType.STRING)
  CallsignState state;

  @Column(name = "state_since")
  Instant stateSince;

  @Column(name = "registered_at")
  Instant registeredAt;

  @Column(name = "active_statement")
  long activeStatement;

  @Column(name = "pending_statement")
  @Nullable Long pendingStatement;

  @Column(name = "verified_at")
  Instant verifiedAt;

  String report;

  /** For the persistence provider, which fills every column. */
  @SuppressWarnings("NullAway.Init")
  protected CallsignRow() {}

  CallsignRow(String name, long activeStatement, String report, Instant at) {
    this.name = name;
    this.state = CallsignState.ACTIVE;
    this.stateSince = at;
    this.registeredAt = at;
    this.activeStatement = activeStatement;
    this.verifiedAt = at;
    this.report = report;
  }

  void enter(CallsignState next, Instant at) {
    if (state != next) {
      state = next;
      stateSince = at;
    }
  }
}
