package dev.callsign.directory.lookup;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.directory.prekeys.Given;
import dev.callsign.directory.prekeys.PublishedPrekeys;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.PrekeyJson;
import dev.callsign.statement.Device;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Writes bundles (docs/protocol.md §8), in the order of the specification. */
final class BundleWriter {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private BundleWriter() {}

  /** The public bundle of those of the devices that have prekeys. */
  static Representation write(BundleSource source, List<Device> devices, Instant at) {
    ObjectNode json = head(source);
    ArrayNode list = json.putArray("devices");
    for (Device device : devices) {
      PublishedPrekeys prekeys = source.prekeys().get(device.id());
      if (prekeys != null) {
        list.add(device(device, prekeys, Given.NOTHING, at));
      }
    }
    return new Representation(json.toString());
  }

  /** The bundle of one device for whoever claimed. */
  static Representation write(
      BundleSource source, Device device, PublishedPrekeys prekeys, Given given, Instant at) {
    ObjectNode json = head(source);
    json.putArray("devices").add(device(device, prekeys, given, at));
    return new Representation(json.toString());
  }

  private static ObjectNode head(BundleSource source) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("callsign", source.callsign().aLabel());
    json.setAll((ObjectNode) MAPPER.valueToTree(source.standing()));
    return json.put("statement", source.statement())
        .put("expires_at", source.expiresAt().toString());
  }

  private static ObjectNode device(
      Device device, PublishedPrekeys prekeys, Given given, Instant at) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("device_id", device.id())
        .put("registration_id", device.registrationId())
        .put("identity_key", Base64.getEncoder().encodeToString(device.identityKey().encode()));
    ObjectNode signed = PrekeyJson.encode(prekeys.signedPrekey());
    json.set("signed_prekey", signed.put("created_at", prekeys.signedPrekeyAt().toString()));
    OneTimePrekey oneTime = given.oneTime();
    if (oneTime != null) {
      json.set("one_time_prekey", PrekeyJson.encode(oneTime));
    }
    PqPrekey pq = given.pqOneTime() == null ? prekeys.lastResort() : given.pqOneTime();
    if (pq != null) {
      json.set("pq_prekey", PrekeyJson.encode(pq));
    }
    json.put("one_time", given.state().text());
    ArrayNode profiles = json.putArray("profiles").add("x3dh");
    if (pq != null) {
      profiles.add("pqxdh-kyber1024");
    }
    return json.put("stale", prekeys.isStale(at));
  }
}
