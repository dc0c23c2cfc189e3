package dev.callsign.directory.record;

import dev.callsign.directory.state.EventType;
import dev.callsign.directory.state.StateName;
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

/** One line of the history of a callsign; written by {@link EventLog}, never changed. */
@Entity
@Table(name = "history")
class HistoryRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  String callsign;
  Instant at;

  @Enumerated(EnumType.STRING)
  EventType type;

  @Enumerated(EnumType.STRING)
  StateName state;

  @Column(name = "statement_id")
  @Nullable Long statementId;

  @Column(name = "device_id")
  @Nullable Integer deviceId;

  @Nullable String detail;

  /** For the persistence provider, which fills every column. */
  @SuppressWarnings("NullAway.Init")
  protected HistoryRow() {}

  long id() {
    if (id == null) {
      throw new IllegalStateException("the history line is not stored yet");
    }
    return id;
  }
}
