package dev.callsign.directory.lookup;

import dev.callsign.directory.prekeys.PublishedPrekeys;
import dev.callsign.name.Callsign;
import dev.callsign.statement.Device;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What bundles of one callsign are written from.
 *
 * @param standing its state, as on the wire
 * @param statement the compact JWS in force
 * @param expiresAt the first instant at which nothing of it must be served
 * @param revokedAt since when nothing of it is served, whatever its end; null otherwise
 * @param devices as the statement lists them
 * @param prekeys by device id; only of devices that uploaded with the identity key listed there
 */
record BundleSource(
    Callsign callsign,
    Standing standing,
    String statement,
    Instant expiresAt,
    @Nullable Instant revokedAt,
    List<Device> devices,
    Map<Integer, PublishedPrekeys> prekeys) {

  /** Whether anything of it is served at an instant. */
  boolean isServed(Instant now) {
    return revokedAt == null && now.isBefore(expiresAt);
  }

  Optional<Device> device(int id) {
    return devices.stream().filter(device -> device.id() == id).findFirst();
  }
}
