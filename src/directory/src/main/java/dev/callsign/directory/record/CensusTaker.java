package dev.callsign.directory.record;

import dev.callsign.directory.state.StateName;
import dev.callsign.directory.storage.Times;
import dev.callsign.directory.storage.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what is recorded, out of indexes alone; with a million callsigns that takes a second. */
@ApplicationScoped
public class CensusTaker {

  /** From when on what is due is late. */
  static final Duration OVERDUE = Duration.ofMinutes(5);

  private static final String CALLSIGNS =
      "select state, count(*), min(verified_at) from callsign group by state";
  private static final String DUE =
      "select count(*), min(due_at), sum(case when due_at <= ? then 1 else 0 end) from due"
          + " where silent = ? and due_at <= ?";

  private final Transactions transactions;

  CensusTaker(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * What there was at an instant.
   *
   * @param callsigns how many in each state
   * @param oldestEvidence when that was verified of those served that nobody verified since; null
   *     when nothing is served
   * @param due how many are due and not taken
   * @param overdue how many are since 5 minutes
   * @param dueSince since when the first is; null when none is
   */
  public record Census(
      Map<StateName, Long> callsigns,
      @Nullable Instant oldestEvidence,
      long due,
      long overdue,
      @Nullable Instant dueSince) {

    /** Copies the map. */
    public Census {
      callsigns = Map.copyOf(callsigns);
    }
  }

  /** Counts. */
  public Census take(Instant now) {
    return transactions.join(connection -> take(connection, now));
  }

  private static Census take(Connection connection, Instant now) throws SQLException {
    Map<StateName, Long> callsigns = new EnumMap<>(StateName.class);
    Instant oldest = null;
    try (PreparedStatement select = connection.prepareStatement(CALLSIGNS);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        StateName state = StateName.valueOf(row.getString(1));
        callsigns.put(state, row.getLong(2));
        if (state.isServed()) {
          oldest = earlier(oldest, Times.instant(row, 3));
        }
      }
    }
    long due = 0;
    long overdue = 0;
    Instant since = null;
    try (PreparedStatement select = connection.prepareStatement(DUE)) {
      for (boolean silent : new boolean[] {false, true}) {
        select.setObject(1, Times.utc(now.minus(OVERDUE)));
        select.setBoolean(2, silent);
        select.setObject(3, Times.utc(now));
        try (ResultSet row = select.executeQuery()) {
          row.next();
          due += row.getLong(1);
          since = earlier(since, Times.instant(row, 2));
          overdue += row.getLong(3);
        }
      }
    }
    return new Census(callsigns, oldest, due, overdue, since);
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isBefore(other) ? one : other;
  }
}
