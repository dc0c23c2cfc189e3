package dev.callsign.directory.record;

import dev.callsign.prekey.IdentityKey;
import java.time.Instant;
import java.util.Map;

/**
 * The devices of the statement in force of one callsign.
 *
 * @param identityKeys by device id
 * @param expiresAt the first instant at which they must no longer be believed
 * @param isRevoked whether the certificate of their statement was revoked
 */
public record RecordedDevices(
    Map<Integer, IdentityKey> identityKeys, Instant expiresAt, boolean isRevoked) {

  /** Copies the map. */
  public RecordedDevices {
    identityKeys = Map.copyOf(identityKeys);
  }
}
