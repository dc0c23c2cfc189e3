package dev.callsign.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import dev.callsign.json.Base64Url;
import dev.callsign.json.StrictJson;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The public half of the key that a directory signs its events with: Ed25519, {@value
 * #LENGTH_BYTES} bytes (RFC 8032 §5.1.5), on the wire a JWK (RFC 8037 §2).
 *
 * <p>Every instance is a point in canonical form whose order is the prime one. It does NOT ensure
 * whose key it is: that is for whoever fetched it. Immutable; safe for concurrent use.
 */
public final class DirectoryKey {

  /** Bytes of the encoding. */
  public static final int LENGTH_BYTES = 32;

  /** Bytes of a signature (RFC 8032 §5.1.6). */
  public static final int SIGNATURE_BYTES = 64;

  /** Keys in one set: those of all replicas, and of some before them. */
  public static final int MAX_KEYS = 100;

  private static final Slug BAD = Slug.BAD_DIRECTORY_KEY;
  private static final String KEY_TYPE = "OKP";
  private static final String CURVE = "Ed25519";
  private static final String ALGORITHM = "EdDSA";
  private static final String USE = "sig";

  private final byte[] encoded;
  private final String kid;

  private DirectoryKey(byte[] encoded) {
    this.encoded = encoded;
    this.kid = thumbprint(encoded);
  }

  /**
   * Decodes {@value #LENGTH_BYTES} bytes.
   *
   * @throws MalformedException {@code bad-directory-key}: wrong length, no canonical point, or one
   *     under which somebody without the private half could sign
   */
  public static DirectoryKey decode(byte[] bytes) throws MalformedException {
    if (bytes.length != LENGTH_BYTES || !Ed25519.validatePublicKeyFull(bytes, 0)) {
      throw new MalformedException(BAD, "the key of a directory is an Ed25519 point of 32 bytes");
    }
    return new DirectoryKey(bytes.clone());
  }

  /** The public half of a private key, which needs no check. */
  static DirectoryKey ofPrivate(byte[] seed) {
    byte[] point = new byte[LENGTH_BYTES];
    Ed25519.generatePublicKey(seed, 0, point, 0);
    return new DirectoryKey(point);
  }

  /**
   * Parses a JWK. Members that are not listed in RFC 8037 §2 and RFC 7517 §4 are passed over.
   *
   * @throws MalformedException {@code bad-directory-key}: no such key, one with its private half,
   *     for another purpose, or whose {@code kid} is not its thumbprint
   */
  public static DirectoryKey parseJwk(byte[] utf8) throws MalformedException {
    return read(StrictJson.parse(utf8, BAD, "key"));
  }

  /**
   * Parses the keys in a document with a member {@code keys}: a set of JWKs, or what a directory
   * says about itself (docs/protocol.md §9). Keys that are not Ed25519 are passed over, as RFC 7517
   * §5 asks.
   *
   * @throws MalformedException {@code bad-directory-key}: no such member, more than {@value
   *     #MAX_KEYS} keys, or a bad one among them
   */
  public static List<DirectoryKey> parseKeys(byte[] utf8) throws MalformedException {
    List<DirectoryKey> keys = new ArrayList<>();
    for (JsonNode element :
        StrictJson.parse(utf8, BAD, "document of keys").array("keys", 0, MAX_KEYS)) {
      StrictJson jwk = StrictJson.of(element, BAD, "key");
      if (jwk.text("kty").equals(KEY_TYPE) && jwk.text("crv").equals(CURVE)) {
        keys.add(read(jwk));
      }
    }
    return List.copyOf(keys);
  }

  private static DirectoryKey read(StrictJson jwk) throws MalformedException {
    if (!jwk.text("kty").equals(KEY_TYPE) || !jwk.text("crv").equals(CURVE)) {
      throw jwk.malformed("it is not an Ed25519 key");
    }
    if (jwk.has("d")) {
      throw jwk.malformed("it has its private half with it, so it is nobody's any more");
    }
    requireIfThere(jwk, "use", USE);
    requireIfThere(jwk, "alg", ALGORITHM);
    DirectoryKey key = decode(Base64Url.decode(jwk.text("x"), LENGTH_BYTES, BAD, "'x'"));
    requireIfThere(jwk, "kid", key.kid);
    return key;
  }

  private static void requireIfThere(StrictJson jwk, String member, String value)
      throws MalformedException {
    Optional<String> found = jwk.optionalText(member);
    if (found.isPresent() && !found.get().equals(value)) {
      throw jwk.malformed("'" + member + "' is not " + value);
    }
  }

  /** The {@value #LENGTH_BYTES} bytes, a copy. */
  public byte[] encode() {
    return encoded.clone();
  }

  /** The name of the key in headers: its thumbprint, base64url (RFC 7638 §3, RFC 8037 §2). */
  public String kid() {
    return kid;
  }

  /** The key as a JWK: its members in the order in which they are written. */
  public Map<String, String> jwk() {
    return ImmutableMap.of(
        "kty",
        KEY_TYPE,
        "crv",
        CURVE,
        "x",
        Base64Url.encode(encoded),
        "kid",
        kid,
        "use",
        USE,
        "alg",
        ALGORITHM);
  }

  /** Whether {@code signature} is this key's over exactly {@code message} (RFC 8032 §5.1.7). */
  public boolean verifies(byte[] message, byte[] signature) {
    return signature.length == SIGNATURE_BYTES
        && Ed25519.verify(signature, 0, encoded, 0, message, 0, message.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DirectoryKey key && Arrays.equals(encoded, key.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  /** The {@link #kid()}. */
  @Override
  public String toString() {
    return kid;
  }

  /** The required members alone, in the order of their names, without white space. */
  private static String thumbprint(byte[] point) {
    String json =
        "{\"crv\":\"%s\",\"kty\":\"%s\",\"x\":\"%s\"}"
            .formatted(CURVE, KEY_TYPE, Base64Url.encode(point));
    try {
      return Base64Url.encode(
          MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
