package dev.callsign.directory.record;

import dev.callsign.name.Callsign;
import dev.callsign.prekey.IdentityKey;
import java.sql.Connection;
import java.util.Map;

/**
 * Fired inside the transaction that puts another statement, perhaps with other devices, in force.
 *
 * @param listed the identity keys of the devices in it, by device id
 * @param connection of that transaction
 */
public record DevicesReplaced(
    Callsign callsign, Map<Integer, IdentityKey> listed, Connection connection) {

  /** Copies the map. */
  public DevicesReplaced {
    listed = Map.copyOf(listed);
  }
}
