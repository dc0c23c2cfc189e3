package dev.callsign.bundle;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.prekey.Prekey;
import dev.callsign.testing.Prekeys;
import dev.callsign.testing.StatementDraft;
import java.util.Base64;

/** Bundles as docs/protocol.md §8 has them, written out here and not by the code under test. */
final class BundleDraft {

  private BundleDraft() {}

  /**
   * Devices 1 and 2, registered as 101 and 102, with the identity key pairs of these numbers: the
   * first with one-time and post-quantum prekeys, the other with a signed prekey alone.
   */
  static ObjectNode of(String callsign, String statement) {
    ObjectNode bundle = JsonNodeFactory.instance.objectNode();
    bundle.put("callsign", callsign).put("state", "active").put("statement", statement);
    bundle.put("expires_at", "2026-10-31T12:00:00Z");
    bundle.putArray("devices").add(claimed()).add(plain());
    return bundle;
  }

  private static ObjectNode claimed() {
    IdentityKeyPair identity = StatementDraft.identity(1);
    ObjectNode device = device(1, 101, identity);
    device.set("signed_prekey", prekey(Prekeys.signed(22, identity)).put("created_at", "now"));
    device.set("one_time_prekey", prekey(Prekeys.oneTime(31)));
    device.set("pq_prekey", prekey(Prekeys.pq(41, identity)));
    device.put("one_time", "given");
    device.putArray("profiles").add("x3dh").add("pqxdh-kyber1024");
    return device.put("stale", false);
  }

  private static ObjectNode plain() {
    IdentityKeyPair identity = StatementDraft.identity(2);
    ObjectNode device = device(2, 102, identity);
    device.set("signed_prekey", prekey(Prekeys.signed(23, identity)));
    device.put("one_time", "exhausted");
    device.putArray("profiles").add("x3dh");
    return device.put("stale", false);
  }

  private static ObjectNode device(int id, int registrationId, IdentityKeyPair identity) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("device_id", id)
        .put("registration_id", registrationId)
        .put("identity_key", base64(identity.identityKey().encode()));
  }

  static ObjectNode prekey(Prekey prekey) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("key_id", prekey.keyId()).put("public_key", base64(prekey.encodedKey()));
    if (prekey.signature() != null) {
      json.put("signature", base64(prekey.signature().encode()));
    }
    return json;
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
