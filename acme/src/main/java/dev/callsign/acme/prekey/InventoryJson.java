package dev.callsign.acme.prekey;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.JsonFile;
import dev.callsign.json.Base64Url;
import dev.callsign.json.StrictJson;
import dev.callsign.prekey.CurveKeyPair;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.request.DeviceAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The inventory in JSON, as the store keeps it (ADR 0012). Public halves are not in it: they follow
 * from the private ones. Holds secrets.
 */
final class InventoryJson {

  private static final int VERSION = 1;

  /** Signed and last-resort prekeys in a file: one of each every few minutes for 30 days. */
  private static final int MAX_REPLACED = 20_000;

  private static final int MAX_ONE_TIME = PrekeyInventory.MAX_ONE_TIME + SupplyPlan.FULL;

  private static final Set<String> MEMBERS =
      Set.of(
          "version",
          "device",
          "identity_key",
          "post_quantum",
          "next_signed_prekey_id",
          "next_one_time_prekey_id",
          "next_pq_prekey_id",
          "signed_prekeys",
          "pq_last_resort_prekeys",
          "one_time_prekeys",
          "pq_one_time_prekeys",
          "pending");
  private static final Set<String> KEY_MEMBERS =
      Set.of("key_id", "private_key", "created_at", "replaced_at");
  private static final Set<String> PENDING_MEMBERS =
      Set.of(
          "signed_prekey",
          "pq_last_resort_prekey",
          "one_time_prekeys",
          "pq_one_time_prekeys",
          "replace");

  private InventoryJson() {}

  static ObjectNode encode(
      PrekeyInventory inventory, DeviceAddress device, IdentityKey identityKey) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", VERSION)
        .put("device", device.toString())
        .put("identity_key", identityKey.toBase64Url())
        .put("post_quantum", inventory.postQuantum())
        .put("next_signed_prekey_id", inventory.nextIds().signedPrekey())
        .put("next_one_time_prekey_id", inventory.nextIds().oneTime())
        .put("next_pq_prekey_id", inventory.nextIds().pq());
    put(json, "signed_prekeys", inventory.signed(), CurveKeyPair::scalar);
    put(json, "pq_last_resort_prekeys", inventory.lastResort(), KyberKeyPair::seed);
    put(json, "one_time_prekeys", inventory.oneTime(), CurveKeyPair::scalar);
    put(json, "pq_one_time_prekeys", inventory.pqOneTime(), KyberKeyPair::seed);
    if (inventory.pending() != null) {
      json.set("pending", encode(inventory.pending()));
    }
    return json;
  }

  /**
   * Reads an inventory.
   *
   * @throws CommandFailure {@code BAD_INPUT}: not one, or another device's
   */
  static PrekeyInventory decode(JsonFile json, DeviceAddress device, IdentityKey identityKey)
      throws CommandFailure {
    json.requireOnly(MEMBERS);
    json.integer("version", VERSION, VERSION);
    if (!json.text("device").equals(device.toString())
        || !json.text("identity_key").equals(identityKey.toBase64Url())) {
      throw json.bad(
          "it holds the prekeys of "
              + json.text("device")
              + " with another identity key than ours");
    }
    PrekeyInventory inventory =
        new PrekeyInventory(
            json.flag("post_quantum"),
            new NextIds(
                id(json, "next_signed_prekey_id"),
                id(json, "next_one_time_prekey_id"),
                id(json, "next_pq_prekey_id")),
            curve(json, "signed_prekeys", MAX_REPLACED),
            kyber(json, "pq_last_resort_prekeys", MAX_REPLACED),
            curve(json, "one_time_prekeys", MAX_ONE_TIME),
            kyber(json, "pq_one_time_prekeys", MAX_ONE_TIME),
            pending(json));
    requireFreshIds(json, inventory);
    return inventory;
  }

  private static void requireFreshIds(JsonFile json, PrekeyInventory inventory)
      throws CommandFailure {
    NextIds next = inventory.nextIds();
    Set<Integer> signed = new HashSet<>();
    Set<Integer> oneTime = new HashSet<>();
    Set<Integer> pq = new HashSet<>();
    boolean fresh =
        areFresh(inventory.signed(), signed, next.signedPrekey())
            && areFresh(inventory.oneTime(), oneTime, next.oneTime())
            && areFresh(inventory.lastResort(), pq, next.pq())
            && areFresh(inventory.pqOneTime(), pq, next.pq());
    if (!fresh) {
      throw json.bad("a key id stands in it twice, or would be given again");
    }
  }

  private static <K> boolean areFresh(Shelf<K> shelf, Set<Integer> taken, int next) {
    return shelf.keys().stream().allMatch(key -> key.keyId() < next && taken.add(key.keyId()));
  }

  private static <K> void put(
      ObjectNode json, String member, Shelf<K> shelf, Function<K, byte[]> secret) {
    ArrayNode array = json.putArray(member);
    for (OwnPrekey<K> key : shelf.keys()) {
      ObjectNode object = array.addObject();
      object
          .put("key_id", key.keyId())
          .put("private_key", Base64Url.encode(secret.apply(key.pair())))
          .put("created_at", key.createdAt().getEpochSecond());
      if (key.replacedAt() != null) {
        object.put("replaced_at", key.replacedAt().getEpochSecond());
      }
    }
  }

  private static ObjectNode encode(PendingUpload pending) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (pending.signedPrekey() != null) {
      json.put("signed_prekey", pending.signedPrekey());
    }
    if (pending.lastResort() != null) {
      json.put("pq_last_resort_prekey", pending.lastResort());
    }
    pending.oneTime().stream().sorted().forEach(json.putArray("one_time_prekeys")::add);
    pending.pqOneTime().stream().sorted().forEach(json.putArray("pq_one_time_prekeys")::add);
    return json.put("replace", pending.replace());
  }

  private static Shelf<CurveKeyPair> curve(JsonFile json, String member, int max)
      throws CommandFailure {
    return shelf(json, member, max, CurveKeyPair::ofScalar);
  }

  private static Shelf<KyberKeyPair> kyber(JsonFile json, String member, int max)
      throws CommandFailure {
    return shelf(json, member, max, KyberKeyPair::ofSeed);
  }

  private static <K> Shelf<K> shelf(
      JsonFile json, String member, int max, Function<byte[], K> decoder) throws CommandFailure {
    List<OwnPrekey<K>> keys = new ArrayList<>();
    for (JsonFile entry : json.objects(member, max)) {
      entry.requireOnly(KEY_MEMBERS);
      K pair;
      try {
        pair = decoder.apply(entry.bytes("private_key"));
      } catch (IllegalArgumentException e) {
        throw entry.bad("a private key in '" + member + "' has another length");
      }
      keys.add(
          new OwnPrekey<>(
              id(entry, "key_id"),
              pair,
              time(entry, "created_at"),
              entry.has("replaced_at") ? time(entry, "replaced_at") : null));
    }
    return new Shelf<>(keys);
  }

  private static @Nullable PendingUpload pending(JsonFile json) throws CommandFailure {
    Optional<JsonFile> found = json.optionalObject("pending");
    if (found.isEmpty()) {
      return null;
    }
    JsonFile pending = found.get();
    pending.requireOnly(PENDING_MEMBERS);
    return new PendingUpload(
        pending.has("signed_prekey") ? id(pending, "signed_prekey") : null,
        pending.has("pq_last_resort_prekey") ? id(pending, "pq_last_resort_prekey") : null,
        ids(pending, "one_time_prekeys"),
        ids(pending, "pq_one_time_prekeys"),
        pending.flag("replace"));
  }

  private static Set<Integer> ids(JsonFile json, String member) throws CommandFailure {
    Set<Integer> ids = new HashSet<>();
    for (long id : json.integers(member, SupplyPlan.FULL, 1, NextIds.MAX_ID)) {
      ids.add((int) id);
    }
    return ids;
  }

  private static int id(JsonFile json, String member) throws CommandFailure {
    return (int) json.integer(member, 1, NextIds.MAX_ID + 1L);
  }

  private static Instant time(JsonFile json, String member) throws CommandFailure {
    return Instant.ofEpochSecond(json.integer(member, 0, StrictJson.MAX_INTEGER));
  }
}
