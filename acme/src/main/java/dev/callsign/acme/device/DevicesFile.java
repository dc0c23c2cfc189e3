package dev.callsign.acme.device;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.file.InputFile;
import dev.callsign.acme.file.JsonFile;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.prekey.IdentitySignature;
import dev.callsign.report.MalformedException;
import dev.callsign.statement.Device;
import dev.callsign.statement.KeyStatement;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads and writes the devices file: {@code {"callsign", "next_id", "devices": [...]}}, JSON in
 * UTF-8, with devices spelt as in the statement (docs/protocol.md §3). It holds nothing secret.
 */
public final class DevicesFile {

  private static final Set<String> MEMBERS = Set.of("callsign", "next_id", "devices");
  private static final Set<String> DEVICE_MEMBERS =
      Set.of("id", "registration_id", "name", "identity_key", "proof", "added_at");

  /** The greatest integer that every JSON reader agrees on (RFC 7493 §2.2). */
  private static final long MAX_INTEGER = (1L << 53) - 1;

  private DevicesFile() {}

  /**
   * Reads a devices file. The proofs of possession are not verified here.
   *
   * @throws CommandFailure {@code BAD_INPUT}: not a devices file; otherwise as {@link
   *     InputFile#read}
   */
  public static DeviceRegister read(Path path) throws CommandFailure {
    JsonFile json = JsonFile.read(path);
    json.requireOnly(MEMBERS);
    List<Device> devices = new ArrayList<>();
    Set<Object> taken = new HashSet<>();
    int nextId = (int) json.integer("next_id", Device.MIN_ID, Device.MAX_ID + 1);
    for (JsonFile entry : json.objects("devices", KeyStatement.MAX_DEVICES)) {
      Device device = device(entry);
      if (!taken.add(device.id()) || !taken.add(device.identityKey())) {
        throw json.bad("device " + device.id() + " has the id or the key of another one");
      }
      if (device.id() >= nextId) {
        throw json.bad("'next_id' is not above the id of device " + device.id());
      }
      devices.add(device);
    }
    return new DeviceRegister(callsign(json), nextId, devices);
  }

  /** Writes the file in place of the older one; errors as {@link DurableFile#replace}. */
  static void write(Path path, DeviceRegister register) throws CommandFailure {
    JsonFile.write(path, toJson(register));
  }

  /** The register as the file spells it. */
  static ObjectNode toJson(DeviceRegister register) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("callsign", register.callsign().aLabel()).put("next_id", register.nextId());
    ArrayNode devices = json.putArray("devices");
    register.devices().forEach(device -> devices.add(toJson(device)));
    return json;
  }

  private static ObjectNode toJson(Device device) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", device.id()).put("registration_id", device.registrationId());
    if (device.name() != null) {
      json.put("name", device.name());
    }
    return json.put("identity_key", device.identityKey().toBase64Url())
        .put("proof", device.proof().toBase64Url())
        .put("added_at", device.addedAt().getEpochSecond());
  }

  /** Whether test names are callsigns is decided where the name comes in, not again here. */
  private static Callsign callsign(JsonFile json) throws CommandFailure {
    String text = json.text("callsign");
    try {
      Callsign callsign = Callsign.parse(text, NamePolicy.WITH_TEST_NAMES);
      if (callsign.aLabel().equals(text)) {
        return callsign;
      }
      throw json.bad("'callsign' is not in normal form, which is " + callsign);
    } catch (MalformedException e) {
      throw json.bad("'callsign' is none: " + e.detail());
    }
  }

  private static Device device(JsonFile json) throws CommandFailure {
    json.requireOnly(DEVICE_MEMBERS);
    String name = json.optionalText("name").orElse(null);
    if (name != null && name.length() > Device.MAX_NAME_CHARS) {
      throw json.bad("a device name has at most " + Device.MAX_NAME_CHARS + " characters");
    }
    try {
      return new Device(
          (int) json.integer("id", Device.MIN_ID, Device.MAX_ID),
          (int)
              json.integer(
                  "registration_id", Device.MIN_REGISTRATION_ID, Device.MAX_REGISTRATION_ID),
          name,
          IdentityKey.decode(json.bytes("identity_key")),
          IdentitySignature.decode(json.bytes("proof")),
          Instant.ofEpochSecond(json.integer("added_at", 0, MAX_INTEGER)));
    } catch (MalformedException e) {
      throw json.bad(e.detail());
    }
  }
}
