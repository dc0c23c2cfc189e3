package dev.callsign.directory.record;

import dev.callsign.directory.storage.Times;
import dev.callsign.name.Callsign;
import dev.callsign.statement.Device;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The devices of the statement in force, and the ids of those that left, which never come back. */
final class ListedDevices {
  private static final String SELECT = "select device_id from device where callsign = ?";
  private static final String RETIRE =
      "insert into retired_device (callsign, device_id) values (?, ?)";
  private static final String INSERT =
      "insert into device (callsign, device_id, registration_id, identity_key, name, added_at)"
          + " values (?, ?, ?, ?, ?, ?)";

  private ListedDevices() {}

  /** Lists the devices of a statement that comes in force, and no others. */
  static void replace(Connection connection, Callsign callsign, List<Device> devices)
      throws SQLException {
    String name = callsign.aLabel();
    Set<Integer> gone = ids(connection, name);
    devices.forEach(device -> gone.remove(device.id()));
    try (PreparedStatement retire = connection.prepareStatement(RETIRE)) {
      for (int id : gone) {
        retire.setString(1, name);
        retire.setInt(2, id);
        retire.addBatch();
      }
      retire.executeBatch();
    }
    try (PreparedStatement delete =
        connection.prepareStatement("delete from device where callsign = ?")) {
      delete.setString(1, name);
      delete.executeUpdate();
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Device device : devices) {
        insert.setString(1, name);
        insert.setInt(2, device.id());
        insert.setInt(3, device.registrationId());
        insert.setString(4, device.identityKey().toBase64Url());
        insert.setString(5, device.name());
        insert.setObject(6, Times.utc(device.addedAt()));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static Set<Integer> ids(Connection connection, String name) throws SQLException {
    Set<Integer> ids = new HashSet<>();
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          ids.add(row.getInt(1));
        }
      }
    }
    return ids;
  }
}
