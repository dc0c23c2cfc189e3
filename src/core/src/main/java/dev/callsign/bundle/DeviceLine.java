package dev.callsign.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.statement.Device;
import java.util.Base64;

/**
 * Who a device is, character for character as an answer spells it. Numbers as they are written: a
 * foreign reader may not take 1.0 or 4294967297 for 1.
 *
 * @param identityKey standard base64 with padding
 */
record DeviceLine(String deviceId, String registrationId, String identityKey) {

  /** What an answer says of a device that a statement lists. */
  static DeviceLine of(Device device) {
    return new DeviceLine(
        String.valueOf(device.id()),
        String.valueOf(device.registrationId()),
        Base64.getEncoder().encodeToString(device.identityKey().encode()));
  }

  /** What an answer does say; empty texts for what is missing. */
  static DeviceLine of(JsonNode entry) {
    return new DeviceLine(
        entry.path("device_id").toString(),
        entry.path("registration_id").toString(),
        entry.path("identity_key").asText());
  }
}
