package dev.callsign.prekey;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * The public identity key of a device, in libsignal's form: {@code 0x05 || u}, {@value
 * #LENGTH_BYTES} bytes, where u is a Curve25519 u-coordinate, little endian (RFC 7748 §5).
 *
 * <p>Every instance has a canonical u that is not of small order. It does NOT ensure that u lies on
 * the curve rather than on its twist: no signature verifies under a point of the twist.
 */
public final class IdentityKey {

  /** Bytes of the encoding: the type byte and u. */
  public static final int LENGTH_BYTES = 33;

  /** The type byte that libsignal puts before a Curve25519 public key. */
  public static final byte TYPE_DJB = 0x05;

  private static final int U_LENGTH_BYTES = 32;

  /** The prime of Curve25519, 2^255 - 19 (RFC 7748 §4.1). */
  private static final BigInteger P =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  private final byte[] encoded;

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
    BigInteger u = fromLittleEndian(Arrays.copyOfRange(bytes, 1, LENGTH_BYTES));
    if (u.compareTo(P) >= 0) {
      throw malformed("the u-coordinate of an identity key is below 2^255 - 19");
    }
    if (isSmallOrder(u)) {
      throw malformed("the identity key is a point of small order: anyone can agree with it");
    }
    return new IdentityKey(bytes.clone());
  }

  /** The identity key whose Edwards form is {@code edwards}: u = (1 + y) / (1 - y) mod p. */
  static IdentityKey fromEdwards(EdECPublicKey edwards) {
    BigInteger y = edwards.getPoint().getY();
    BigInteger u =
        BigInteger.ONE.add(y).multiply(BigInteger.ONE.subtract(y).mod(P).modInverse(P)).mod(P);
    byte[] encoded = new byte[LENGTH_BYTES];
    encoded[0] = TYPE_DJB;
    System.arraycopy(toLittleEndian(u), 0, encoded, 1, U_LENGTH_BYTES);
    return new IdentityKey(encoded);
  }

  /**
   * Whether {@code signature} is this key's signature over exactly {@code message}, in libsignal's
   * variant of XEdDSA: an Ed25519 signature under y = (u - 1) / (u + 1), whose byte 63 bit 7 is the
   * sign of the Edwards x-coordinate.
   */
  public boolean verifies(byte[] message, IdentitySignature signature) {
    byte[] ed25519 = signature.encode();
    boolean xOdd = (ed25519[63] & 0x80) != 0;
    ed25519[63] &= 0x7f;
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(edwards(xOdd));
      verifier.update(message);
      return verifier.verify(ed25519);
    } catch (SignatureException e) {
      return false; // not a signature at all: s not reduced, or R not a point
    } catch (GeneralSecurityException e) {
      return false; // u lies on the twist, so that no Edwards point has this y
    }
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

  private PublicKey edwards(boolean xOdd) throws GeneralSecurityException {
    BigInteger u = fromLittleEndian(uCoordinate());
    BigInteger y = u.subtract(BigInteger.ONE).multiply(u.add(BigInteger.ONE).modInverse(P)).mod(P);
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(xOdd, y)));
  }

  /**
   * Whether the order of u divides 8. Doubling three times reaches the point at infinity (RFC 7748
   * §5, the doubling formula of the ladder) exactly for these.
   */
  private static boolean isSmallOrder(BigInteger u) {
    BigInteger x = u;
    BigInteger z = BigInteger.ONE;
    BigInteger a24 = BigInteger.valueOf(121665);
    for (int doubling = 0; doubling < 3; doubling++) {
      BigInteger aa = x.add(z).pow(2).mod(P);
      BigInteger bb = x.subtract(z).pow(2).mod(P);
      BigInteger e = aa.subtract(bb).mod(P);
      x = aa.multiply(bb).mod(P);
      z = e.multiply(aa.add(a24.multiply(e))).mod(P);
    }
    return z.signum() == 0;
  }

  private static BigInteger fromLittleEndian(byte[] bytes) {
    return new BigInteger(1, reversed(bytes));
  }

  private static byte[] toLittleEndian(BigInteger value) {
    byte[] bigEndian = value.toByteArray();
    byte[] bytes = new byte[U_LENGTH_BYTES];
    for (int i = 0; i < U_LENGTH_BYTES && i < bigEndian.length; i++) {
      bytes[i] = bigEndian[bigEndian.length - 1 - i];
    }
    return bytes;
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  private static MalformedException malformed(String detail) {
    return new MalformedException(Slug.STATEMENT_DEVICE_KEY, detail);
  }
}
