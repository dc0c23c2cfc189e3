package dev.callsign.directory.record;

import dev.callsign.directory.storage.Times;
import dev.callsign.directory.storage.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Whose turn it is to do what one replica does for all: whoever takes a turn that is due puts the
 * next one off. If he dies, it is due again by itself. Safe for concurrent use, across processes.
 */
@ApplicationScoped
public class Turns {
  private final Transactions transactions;

  Turns(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Takes a turn that is due.
   *
   * @param until when it is due the next time
   * @return whether it was due, and is now taken
   */
  public boolean take(String name, Instant now, Instant until) {
    return transactions.run(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "update turn set due_at = ? where name = ? and due_at <= ?")) {
            update.setObject(1, Times.utc(until));
            update.setString(2, name);
            update.setObject(3, Times.utc(now));
            return update.executeUpdate() > 0 || isFirst(connection, name, until);
          }
        });
  }

  /** Sets when a turn is due that was taken. */
  public void set(String name, Instant dueAt) {
    transactions.run(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement("update turn set due_at = ? where name = ?")) {
            update.setObject(1, Times.utc(dueAt));
            update.setString(2, name);
            return update.executeUpdate();
          }
        });
  }

  private static boolean isFirst(Connection connection, String name, Instant until)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into turn (name, due_at) select ?, cast(? as timestamp(6) with time zone)"
                + " where not exists (select 1 from turn where name = ?)")) {
      insert.setString(1, name);
      insert.setObject(2, Times.utc(until));
      insert.setString(3, name);
      return insert.executeUpdate() > 0;
    }
  }
}
