package dev.callsign.directory.record;

import dev.callsign.directory.storage.Times;
import dev.callsign.directory.storage.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * When each registered callsign is looked at again, shared by all replicas.
 *
 * <p>A lease is a callsign that was put off: whoever takes it has that long to look and to set the
 * next time. If he dies, it is due again by itself. Safe for concurrent use, across processes.
 */
@ApplicationScoped
public class DueList {
  private static final String TAKE =
      "select callsign from due where due_at <= ? order by due_at fetch first ? rows only"
          + " for update skip locked";
  private static final String SET = "update due set due_at = ? where callsign = ?";

  private final Transactions transactions;

  DueList(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Takes callsigns that are due, longest first, that nobody else has taken.
   *
   * @param limit how many at most
   * @param lease how long nobody else takes them
   * @return A-labels
   */
  public List<String> take(Instant now, int limit, Duration lease) {
    return transactions.run(
        connection -> {
          List<String> taken = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(TAKE)) {
            select.setObject(1, Times.utc(now));
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                taken.add(row.getString(1));
              }
            }
          }
          set(connection, taken, now.plus(lease));
          return taken;
        });
  }

  /** Makes callsigns due at an instant. */
  public void set(List<String> callsigns, Instant dueAt) {
    transactions.run(
        connection -> {
          set(connection, callsigns, dueAt);
          return callsigns;
        });
  }

  /** Sets when a callsign is due, in the transaction that changes it. */
  static void schedule(Connection connection, String callsign, Instant dueAt) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(SET)) {
      update.setObject(1, Times.utc(dueAt));
      update.setString(2, callsign);
      if (update.executeUpdate() > 0) {
        return;
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement("insert into due (callsign, due_at) values (?, ?)")) {
      insert.setString(1, callsign);
      insert.setObject(2, Times.utc(dueAt));
      insert.executeUpdate();
    }
  }

  private static void set(Connection connection, List<String> callsigns, Instant dueAt)
      throws SQLException {
    if (callsigns.isEmpty()) {
      return;
    }
    try (PreparedStatement update = connection.prepareStatement(SET)) {
      for (String callsign : callsigns) {
        update.setObject(1, Times.utc(dueAt));
        update.setString(2, callsign);
        update.addBatch();
      }
      update.executeBatch();
    }
  }
}
