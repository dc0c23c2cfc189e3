package dev.callsign.directory.record;

import dev.callsign.directory.storage.Transactions;
import dev.callsign.name.Callsign;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Counts the changes of what is published of each callsign, so that a cache of any replica can see
 * with one small question whether what it holds is still true.
 */
@ApplicationScoped
public class Publications {
  private final Transactions transactions;

  Publications(Transactions transactions) {
    this.transactions = transactions;
  }

  /** The count for a callsign, by A-label: another one means that something changed. */
  public long version(String name) {
    return transactions.join(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("select version from publication where callsign = ?")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? row.getLong(1) : 0L;
            }
          }
        });
  }

  /** Waits until no change of what is published is under way, and lets none begin. */
  public static void lock(Connection connection, Callsign callsign) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select version from publication where callsign = ? for update")) {
      select.setString(1, callsign.aLabel());
      select.executeQuery().close();
    }
  }

  /** Counts a change in the transaction that makes it, as the last row that it locks. */
  public static void change(Connection connection, Callsign callsign) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update publication set version = version + 1 where callsign = ?")) {
      update.setString(1, callsign.aLabel());
      if (update.executeUpdate() > 0) {
        return;
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement("insert into publication (callsign, version) values (?, 1)")) {
      insert.setString(1, callsign.aLabel());
      insert.executeUpdate();
    }
  }
}
