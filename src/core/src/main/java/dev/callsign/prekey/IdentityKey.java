package dev.callsign.prekey;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * The public identity key of a device, in libsignal's form: {@code 0x05 || u}, {@value
 * #LENGTH_BYTES} bytes, where u is a Curve25519 u-coordinate, little endian (RFC 7748 §5).
 *
 * <p>Every instance has a canonical u that is not of small order. It does NOT ensure that u lies on
 * the curve rather than on its twist: no signature verifies under a point of the twist. Immutable;
 * safe for concurrent use.
 */
public final class IdentityKey {

  /** Bytes of the encoding: the type byte and u. */
  public static final int LENGTH_BYTES = 33;

  /** The type byte that libsignal puts before a Curve25519 public key. */
  public static final byte TYPE_DJB = 0x05;

  private static final byte SIGN = (byte) 0x80;

  private final byte[] encoded;

  /** The Edwards y, computed when the first signature is verified. */
  private volatile byte @Nullable [] edwardsY;

  private IdentityKey(byte[] encoded) {
    this.encoded = encoded;
  }

  /**
   * Decodes {@value #LENGTH_BYTES} bytes.
   *
   * @throws MalformedException {@code statement-device-key}: wrong length or type byte, u not below
   *     p, or a point of small order (u is 0, 1, p - 1 or one of the two points of order 8)
   */
  public static IdentityKey decode(byte[] bytes) throws MalformedException {
    if (bytes.length != LENGTH_BYTES || bytes[0] != TYPE_DJB) {
      throw malformed("an identity key is 33 bytes, the first of them 0x05");
    }
    BigInteger u = Curve25519.u(bytes);
    if (u.compareTo(Curve25519.P) >= 0) {
      throw malformed("the u-coordinate of an identity key is below 2^255 - 19");
    }
    if (Curve25519.isSmallOrder(u)) {
      throw malformed("the identity key is a point of small order: anyone can agree with it");
    }
    return new IdentityKey(bytes.clone());
  }

  /** The identity key whose Edwards form (RFC 8032 §5.1.2) is {@code point}. */
  static IdentityKey fromEdwards(byte[] point) {
    byte[] encoded = new byte[LENGTH_BYTES];
    encoded[0] = TYPE_DJB;
    System.arraycopy(Curve25519.uOfEdwards(point), 0, encoded, 1, Curve25519.COORDINATE_BYTES);
    return new IdentityKey(encoded);
  }

  /**
   * Whether {@code signature} is this key's signature over exactly {@code message}, in libsignal's
   * variant of XEdDSA: an Ed25519 signature under y = (u - 1) / (u + 1), whose byte 63 bit 7 is the
   * sign of the Edwards x-coordinate.
   */
  public boolean verifies(byte[] message, IdentitySignature signature) {
    byte[] ed25519 = signature.encode();
    byte sign = (byte) (ed25519[63] & SIGN);
    ed25519[63] &= ~SIGN;
    return verifiesEd25519(message, ed25519, sign);
  }

  /**
   * As {@link #verifies}, but also true for a plain Ed25519 signature, which does not carry the
   * sign: byte 63 bit 7 is clear and either sign will do. Both points have the same u, and who
   * signs for one holds the secret of both.
   */
  public boolean verifiesEitherForm(byte[] message, IdentitySignature signature) {
    if (verifies(message, signature)) {
      return true;
    }
    byte[] ed25519 = signature.encode();
    return (ed25519[63] & SIGN) == 0 && verifiesEd25519(message, ed25519, SIGN);
  }

  /** The {@value #LENGTH_BYTES} bytes, a copy. */
  public byte[] encode() {
    return encoded.clone();
  }

  /**
   * The u-coordinate: 32 bytes, little endian, a copy (what RFC 7748 and JWK call the public key).
   */
  public byte[] uCoordinate() {
    return Arrays.copyOfRange(encoded, 1, LENGTH_BYTES);
  }

  /** The encoding in base64url without padding, as statements carry it. */
  public String toBase64Url() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(encoded);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IdentityKey key && Arrays.equals(encoded, key.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  @Override
  public String toString() {
    return toBase64Url();
  }

  /** False also where s is not reduced, R is no point, or u lies on the twist. */
  private boolean verifiesEd25519(byte[] message, byte[] signature, byte sign) {
    byte[] point = edwardsY().clone();
    point[Curve25519.COORDINATE_BYTES - 1] |= sign;
    return Ed25519.verify(signature, 0, point, 0, message, 0, message.length);
  }

  private byte[] edwardsY() {
    byte[] known = edwardsY;
    if (known == null) {
      known = Curve25519.edwardsY(Curve25519.u(encoded));
      edwardsY = known;
    }
    return known;
  }

  private static MalformedException malformed(String detail) {
    return new MalformedException(Slug.STATEMENT_DEVICE_KEY, detail);
  }
}
