package dev.callsign.prekey;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.util.Arrays;
import java.util.Base64;

/**
 * The public key of a post-quantum prekey: {@code 0x08 || Kyber-1024 key}, {@value #LENGTH_BYTES}
 * bytes, as in libsignal (docs/protocol.md §4): round 3 of Kyber, not ML-KEM.
 *
 * <p>Every instance passed the modulus check: each of its 1024 coefficients is below 3329 (FIPS 203
 * §7.2, the same encoding). Nothing else can be checked about a Kyber key. Immutable.
 */
public final class KyberKey {

  /** Bytes of the encoding: the type byte, 1536 of coefficients, 32 of the seed. */
  public static final int LENGTH_BYTES = 1569;

  /** The type byte that libsignal puts before a Kyber-1024 public key. */
  public static final byte TYPE_KYBER_1024 = 0x08;

  private static final int COEFFICIENT_BYTES = 1536;
  private static final int Q = 3329;

  private final byte[] encoded;

  private KyberKey(byte[] encoded) {
    this.encoded = encoded;
  }

  /**
   * Decodes {@value #LENGTH_BYTES} bytes.
   *
   * @throws MalformedException {@code prekey-malformed}: wrong length or type byte; {@code
   *     prekey-modulus}: a coefficient is not below 3329
   */
  public static KyberKey decode(byte[] bytes) throws MalformedException {
    if (bytes.length != LENGTH_BYTES || bytes[0] != TYPE_KYBER_1024) {
      throw new MalformedException(
          Slug.PREKEY_MALFORMED, "a Kyber-1024 prekey is 1569 bytes, the first of them 0x08");
    }
    for (int i = 1; i <= COEFFICIENT_BYTES; i += 3) {
      // Two coefficients of 12 bits in three bytes, little endian (FIPS 203 §4.2.1, ByteDecode).
      int first = (bytes[i] & 0xff) | (bytes[i + 1] & 0x0f) << 8;
      int second = (bytes[i + 1] & 0xf0) >> 4 | (bytes[i + 2] & 0xff) << 4;
      if (first >= Q || second >= Q) {
        throw new MalformedException(
            Slug.PREKEY_MODULUS, "a coefficient of the Kyber-1024 prekey is not below 3329");
      }
    }
    return new KyberKey(bytes.clone());
  }

  /** The {@value #LENGTH_BYTES} bytes, a copy. */
  public byte[] encode() {
    return encoded.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KyberKey key && Arrays.equals(encoded, key.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  /** Standard base64, as the wire carries it. */
  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(encoded);
  }
}
