package dev.callsign.acme.statement;

import dev.callsign.prekey.IdentitySigner;
import dev.callsign.statement.Device;
import dev.callsign.statement.KeyStatement;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A device that can agree to a change of devices (docs/protocol.md §5, {@code continuity}).
 *
 * @param device its id
 * @param identity its identity key. Secret
 */
public record Agreement(int device, IdentitySigner identity) {

  /** Whether {@code previous} lists this device with this key, so that its agreement counts. */
  boolean countsAfter(KeyStatement previous) {
    return previous.devices().stream()
        .anyMatch(
            listed -> listed.id() == device && listed.identityKey().equals(identity.identityKey()));
  }

  /** Whether these devices are others than those, in the sense of the grades. */
  static boolean isNeeded(KeyStatement previous, KeyStatement next) {
    return !identities(previous).equals(identities(next));
  }

  private static Map<Integer, Object> identities(KeyStatement statement) {
    return statement.devices().stream()
        .collect(
            Collectors.toMap(
                Device::id, device -> Map.entry(device.registrationId(), device.identityKey())));
  }
}
