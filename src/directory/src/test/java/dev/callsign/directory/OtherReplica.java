package dev.callsign.directory;

import dev.callsign.directory.record.EventLog;
import dev.callsign.directory.state.EventType;
import dev.callsign.directory.state.Happening;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.name.Callsign;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Another process on the same database: what it makes happen is in the history, and nobody in this
 * process is told.
 */
@Singleton
public class OtherReplica {
  private final EventLog log;
  private final Transactions transactions;
  private final ShiftedClock clock;

  OtherReplica(EventLog log, Transactions transactions, ShiftedClock clock) {
    this.log = log;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Lets something happen to a registered callsign now. */
  public void tell(Callsign callsign, EventType type) {
    tell(callsign, type, null, clock.instant());
  }

  /** Lets something happen to a registered callsign. */
  public void tell(Callsign callsign, EventType type, @Nullable String detail, Instant at) {
    transactions.run(
        connection -> {
          tell(connection, callsign, type, detail, at);
          return callsign;
        });
  }

  /** Lets something happen in a transaction that the caller ends. */
  public void tell(
      Connection connection, Callsign callsign, EventType type, @Nullable String detail, Instant at)
      throws SQLException {
    log.append(
        connection,
        callsign,
        List.of(new EventLog.Line(new Happening(type, detail), null, null, null)),
        at);
  }
}
