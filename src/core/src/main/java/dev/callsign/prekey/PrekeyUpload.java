package dev.callsign.prekey;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device uploads (docs/protocol.md §4): any part may be absent, not all of them.
 *
 * @param signedPrekey takes the place of the current one; null to keep that
 * @param pqLastResort takes the place of the current one; null to keep that
 * @param oneTime at most {@value #MAX_KEYS}, added to those that are stored
 * @param pqOneTime at most {@value #MAX_KEYS}, added to those that are stored
 * @param replace whether the one-time prekeys stored before, of both kinds, are dropped: for a
 *     device that has lost their private halves
 */
public record PrekeyUpload(
    @Nullable SignedPrekey signedPrekey,
    @Nullable PqPrekey pqLastResort,
    List<OneTimePrekey> oneTime,
    List<PqPrekey> pqOneTime,
    boolean replace) {

  /** One-time prekeys of each kind in one upload; libsignal's clients upload as many at a time. */
  public static final int MAX_KEYS = 100;

  static final String SIGNED_PREKEY = "signed_prekey";
  static final String PQ_LAST_RESORT = "pq_last_resort_prekey";
  static final String ONE_TIME = "one_time_prekeys";
  static final String PQ_ONE_TIME = "pq_one_time_prekeys";
  static final String REPLACE = "replace";

  /** Copies the lists. */
  public PrekeyUpload {
    oneTime = List.copyOf(oneTime);
    pqOneTime = List.copyOf(pqOneTime);
  }

  /** Every key in it. */
  public List<Prekey> prekeys() {
    List<Prekey> prekeys = new ArrayList<>();
    if (signedPrekey != null) {
      prekeys.add(signedPrekey);
    }
    if (pqLastResort != null) {
      prekeys.add(pqLastResort);
    }
    prekeys.addAll(oneTime);
    prekeys.addAll(pqOneTime);
    return prekeys;
  }

  /** The request document. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (signedPrekey != null) {
      json.set(SIGNED_PREKEY, PrekeyJson.encode(signedPrekey));
    }
    if (pqLastResort != null) {
      json.set(PQ_LAST_RESORT, PrekeyJson.encode(pqLastResort));
    }
    put(json, ONE_TIME, oneTime);
    put(json, PQ_ONE_TIME, pqOneTime);
    if (replace) {
      json.put(REPLACE, true);
    }
    return json;
  }

  private static void put(ObjectNode json, String member, List<? extends Prekey> prekeys) {
    if (!prekeys.isEmpty()) {
      ArrayNode array = json.putArray(member);
      prekeys.forEach(prekey -> array.add(PrekeyJson.encode(prekey)));
    }
  }
}
