package dev.callsign.directory.record;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One line of the history of a callsign; written once, never changed. */
@Entity
@Table(name = "history")
class HistoryRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  String callsign;
  Instant at;

  @Enumerated(EnumType.STRING)
  HistoryEntry.Kind kind;

  @Enumerated(EnumType.STRING)
  CallsignState state;

  @Column(name = "statement_id")
  @Nullable Long statementId;

  /** For the persistence provider, which fills every column. */
  @SuppressWarnings("NullAway.Init")
  protected HistoryRow() {}

  HistoryRow(
      String callsign,
      HistoryEntry.Kind kind,
      CallsignState state,
      @Nullable Long statementId,
      Instant at) {
    this.callsign = callsign;
    this.kind = kind;
    this.state = state;
    this.statementId = statementId;
    this.at = at;
  }

  long id() {
    if (id == null) {
      throw new IllegalStateException("the history line is not stored yet");
    }
    return id;
  }
}
