package dev.callsign.prekey;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;

/**
 * The public key of a signed or one-time prekey: {@code 0x05 || u}, {@value #LENGTH_BYTES} bytes,
 * as in libsignal (docs/protocol.md §4).
 *
 * <p>Every instance has a canonical u that is not of small order, so that no agreement with it is
 * all zeros (RFC 7748 §6.1). Points of the twist are not refused: an agreement on the twist is
 * harmless to X25519. Immutable.
 */
public final class CurveKey {

  /** Bytes of the encoding: the type byte and u. */
  public static final int LENGTH_BYTES = IdentityKey.LENGTH_BYTES;

  private final byte[] encoded;

  private CurveKey(byte[] encoded) {
    this.encoded = encoded;
  }

  /**
   * Decodes {@value #LENGTH_BYTES} bytes.
   *
   * @throws MalformedException {@code prekey-malformed}: wrong length or type byte, or u not below
   *     2^255 - 19; {@code prekey-small-order}
   */
  public static CurveKey decode(byte[] bytes) throws MalformedException {
    if (bytes.length != LENGTH_BYTES || bytes[0] != IdentityKey.TYPE_DJB) {
      throw new MalformedException(
          Slug.PREKEY_MALFORMED, "a Curve25519 prekey is 33 bytes, the first of them 0x05");
    }
    BigInteger u = Curve25519.u(bytes);
    if (u.compareTo(Curve25519.P) >= 0) {
      throw new MalformedException(
          Slug.PREKEY_MALFORMED, "the u-coordinate of a prekey is below 2^255 - 19");
    }
    if (Curve25519.isSmallOrder(u)) {
      throw new MalformedException(
          Slug.PREKEY_SMALL_ORDER,
          "the prekey is a point of small order: anyone can agree with it");
    }
    return new CurveKey(bytes.clone());
  }

  /** The key with this u-coordinate, which somebody computed from a private scalar. */
  static CurveKey ofCoordinate(byte[] u) {
    byte[] encoded = new byte[LENGTH_BYTES];
    encoded[0] = IdentityKey.TYPE_DJB;
    System.arraycopy(u, 0, encoded, 1, Curve25519.COORDINATE_BYTES);
    return new CurveKey(encoded);
  }

  /** The {@value #LENGTH_BYTES} bytes, a copy. */
  public byte[] encode() {
    return encoded.clone();
  }

  /** The u-coordinate: 32 bytes, little endian, a copy. */
  public byte[] uCoordinate() {
    return Arrays.copyOfRange(encoded, 1, LENGTH_BYTES);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CurveKey key && Arrays.equals(encoded, key.encoded);
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
