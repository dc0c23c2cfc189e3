package dev.callsign.prekey;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.json.StrictJson;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Prekeys in JSON, the same in uploads and in bundles: {@code key_id}, {@code public_key}, {@code
 * signature}, bytes in standard base64 (docs/protocol.md §4 and §8). Other members are passed over
 * here: a bundle has more of them.
 */
public final class PrekeyJson {
  private static final String KEY_ID = "key_id";
  private static final String PUBLIC_KEY = "public_key";
  private static final String SIGNATURE = "signature";

  /** Every member of a prekey in an upload. */
  static final Set<String> MEMBERS = Set.of(KEY_ID, PUBLIC_KEY, SIGNATURE);

  private PrekeyJson() {}

  /**
   * Reads a signed prekey; the signature is not verified.
   *
   * @throws MalformedException {@code prekey-malformed} or {@code prekey-small-order}
   */
  public static SignedPrekey signed(StrictJson json) throws MalformedException {
    return new SignedPrekey(keyId(json), CurveKey.decode(json.base64(PUBLIC_KEY)), signature(json));
  }

  /** Reads a one-time prekey; errors as {@link #signed}. */
  public static OneTimePrekey oneTime(StrictJson json) throws MalformedException {
    Optional<String> signature = json.optionalText(SIGNATURE);
    return new OneTimePrekey(
        keyId(json),
        CurveKey.decode(json.base64(PUBLIC_KEY)),
        signature.isPresent() ? signature(json) : null);
  }

  /**
   * Reads a post-quantum prekey; the signature is not verified.
   *
   * @throws MalformedException {@code prekey-malformed} or {@code prekey-modulus}
   */
  public static PqPrekey pq(StrictJson json) throws MalformedException {
    return new PqPrekey(keyId(json), KyberKey.decode(json.base64(PUBLIC_KEY)), signature(json));
  }

  /** Writes a prekey. */
  public static ObjectNode encode(Prekey prekey) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(KEY_ID, prekey.keyId()).put(PUBLIC_KEY, base64(prekey.encodedKey()));
    IdentitySignature signature = prekey.signature();
    if (signature != null) {
      json.put(SIGNATURE, base64(signature.encode()));
    }
    return json;
  }

  /** The id alone, to name a key that is bad otherwise; empty when that is bad, too. */
  static Optional<Integer> readableKeyId(StrictJson json) {
    try {
      return Optional.of(keyId(json));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private static int keyId(StrictJson json) throws MalformedException {
    return (int) json.integer(KEY_ID, 0, Prekey.MAX_KEY_ID);
  }

  private static IdentitySignature signature(StrictJson json) throws MalformedException {
    return IdentitySignature.decode(json.base64(SIGNATURE), Slug.PREKEY_MALFORMED);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
