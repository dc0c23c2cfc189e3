package dev.callsign.lab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.name.Callsign;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.PrekeyJson;
import dev.callsign.prekey.SignedPrekey;
import dev.callsign.statement.Device;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A prekey bundle as a directory answers it (docs/protocol.md §8), without a directory: for tests
 * of clients. It checks nothing. Not safe for concurrent use.
 */
public final class LabBundle {
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();
  private final ArrayNode devices;

  /** A bundle without devices, around a compact statement. */
  public LabBundle(Callsign callsign, String statement) {
    json.put("callsign", callsign.aLabel()).put("state", "active").put("statement", statement);
    this.devices = json.putArray("devices");
  }

  /**
   * Adds a device.
   *
   * @param oneTime null for {@code "one_time": "exhausted"}
   * @param pq null for a device of the profile {@code x3dh} alone
   */
  public LabBundle device(
      Device device, SignedPrekey signed, @Nullable OneTimePrekey oneTime, @Nullable PqPrekey pq) {
    ObjectNode entry = devices.addObject();
    entry.put("device_id", device.id()).put("registration_id", device.registrationId());
    entry.put("identity_key", Base64.getEncoder().encodeToString(device.identityKey().encode()));
    entry.set("signed_prekey", PrekeyJson.encode(signed));
    ArrayNode profiles = entry.putArray("profiles").add("x3dh");
    if (oneTime != null) {
      entry.set("one_time_prekey", PrekeyJson.encode(oneTime));
    }
    if (pq != null) {
      entry.set("pq_prekey", PrekeyJson.encode(pq));
      profiles.add("pqxdh-kyber1024");
    }
    entry.put("one_time", oneTime == null ? "exhausted" : "given").put("stale", false);
    return this;
  }

  /** The body of the answer. */
  public byte[] encode() {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
