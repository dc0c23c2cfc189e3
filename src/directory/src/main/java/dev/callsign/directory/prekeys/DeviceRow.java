package dev.callsign.directory.prekeys;

import dev.callsign.name.Callsign;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.request.DeviceAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A row of the table {@code prekey_device}.
 *
 * @param identityKey base64url of the key that signed the device's prekeys
 */
record DeviceRow(long id, int deviceId, String identityKey, boolean lastResortUsed) {

  private static final String SELECT =
      "select id, device_id, identity_key, last_resort_used from prekey_device where callsign = ?";

  private static final String INSERT =
      "insert into prekey_device (callsign, device_id, identity_key, last_resort_used)"
          + " values (?, ?, ?, false)";

  /** The row of a device that has uploaded before, locked until the transaction ends. */
  static Optional<DeviceRow> lock(Connection connection, DeviceAddress device) throws SQLException {
    return find(connection, device, " for update");
  }

  /** The row of a device that uploads for the first time. */
  static DeviceRow insert(Connection connection, DeviceAddress device, IdentityKey key)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, device.callsign().aLabel());
      insert.setInt(2, device.deviceId());
      insert.setString(3, key.toBase64Url());
      insert.executeUpdate();
    }
    return lock(connection, device).orElseThrow();
  }

  static Optional<DeviceRow> find(Connection connection, DeviceAddress device) throws SQLException {
    return find(connection, device, "");
  }

  /** The devices of a callsign that have ever uploaded and are still listed. */
  static List<DeviceRow> all(Connection connection, Callsign callsign) throws SQLException {
    return all(connection, callsign, "");
  }

  /** As {@link #all}, each locked until the transaction ends. */
  static List<DeviceRow> lockAll(Connection connection, Callsign callsign) throws SQLException {
    return all(connection, callsign, " for update");
  }

  private static List<DeviceRow> all(Connection connection, Callsign callsign, String lock)
      throws SQLException {
    List<DeviceRow> rows = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(SELECT + " order by device_id" + lock)) {
      select.setString(1, callsign.aLabel());
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          rows.add(read(result));
        }
      }
    }
    return rows;
  }

  private static Optional<DeviceRow> find(Connection connection, DeviceAddress device, String lock)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(SELECT + " and device_id = ?" + lock)) {
      select.setString(1, device.callsign().aLabel());
      select.setInt(2, device.deviceId());
      try (ResultSet result = select.executeQuery()) {
        return result.next() ? Optional.of(read(result)) : Optional.empty();
      }
    }
  }

  private static DeviceRow read(ResultSet row) throws SQLException {
    return new DeviceRow(row.getLong(1), row.getInt(2), row.getString(3), row.getBoolean(4));
  }
}
