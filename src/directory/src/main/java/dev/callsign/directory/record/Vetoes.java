package dev.callsign.directory.record;

import dev.callsign.directory.storage.Times;
import dev.callsign.name.Callsign;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** The identity keys that a device vetoed: they never speak for the callsign. */
final class Vetoes {
  private Vetoes() {}

  /** The vetoed keys of a callsign, base64url. */
  static Set<String> of(Connection connection, Callsign callsign) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select identity_key from vetoed_identity where callsign = ?")) {
      select.setString(1, callsign.aLabel());
      Set<String> vetoed = new HashSet<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          vetoed.add(row.getString(1));
        }
      }
      return vetoed;
    }
  }

  /** Adds keys in the transaction of the caller, which holds the lock on the callsign. */
  static void add(Connection connection, Callsign callsign, Set<String> identities, Instant at)
      throws SQLException {
    Set<String> fresh = new HashSet<>(identities);
    fresh.removeAll(of(connection, callsign));
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into vetoed_identity (callsign, identity_key, vetoed_at)"
                + " values (?, ?, ?)")) {
      for (String identity : fresh) {
        insert.setString(1, callsign.aLabel());
        insert.setString(2, identity);
        insert.setObject(3, Times.utc(at));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
