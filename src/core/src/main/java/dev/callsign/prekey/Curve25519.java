package dev.callsign.prekey;

import java.math.BigInteger;
import java.util.Arrays;

/** Arithmetic on u-coordinates of Curve25519 (RFC 7748 §4.1): only what checks need, not secret. */
final class Curve25519 {

  /** Bytes of an encoded coordinate, little endian (RFC 7748 §5). */
  static final int COORDINATE_BYTES = 32;

  /** The prime, 2^255 - 19. */
  static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  /** (A + 2) / 4 less 1, the constant of the ladder's doubling formula (RFC 7748 §5). */
  private static final BigInteger A24 = BigInteger.valueOf(121665);

  private Curve25519() {}

  /** The coordinate in {@code 0x05 || u}, as it stands there: perhaps not below {@link #P}. */
  static BigInteger u(byte[] encoded) {
    return fromLittleEndian(Arrays.copyOfRange(encoded, 1, 1 + COORDINATE_BYTES));
  }

  /**
   * Whether the order of u divides 8. Doubling three times reaches the point at infinity exactly
   * for these.
   */
  static boolean isSmallOrder(BigInteger u) {
    BigInteger x = u;
    BigInteger z = BigInteger.ONE;
    for (int doubling = 0; doubling < 3; doubling++) {
      BigInteger aa = x.add(z).pow(2).mod(P);
      BigInteger bb = x.subtract(z).pow(2).mod(P);
      BigInteger e = aa.subtract(bb).mod(P);
      x = aa.multiply(bb).mod(P);
      z = e.multiply(aa.add(A24.multiply(e))).mod(P);
    }
    return z.signum() == 0;
  }

  /** The Edwards y of u, (u - 1) / (u + 1) (RFC 7748 §4.1). u is not p - 1. */
  static byte[] edwardsY(BigInteger u) {
    return toLittleEndian(
        u.subtract(BigInteger.ONE).multiply(u.add(BigInteger.ONE).modInverse(P)).mod(P));
  }

  /** The u of an encoded Edwards point, (1 + y) / (1 - y) (RFC 7748 §4.1). */
  static byte[] uOfEdwards(byte[] point) {
    byte[] unsigned = point.clone();
    unsigned[COORDINATE_BYTES - 1] &= 0x7f;
    BigInteger y = fromLittleEndian(unsigned);
    return toLittleEndian(
        BigInteger.ONE.add(y).multiply(BigInteger.ONE.subtract(y).mod(P).modInverse(P)).mod(P));
  }

  private static BigInteger fromLittleEndian(byte[] bytes) {
    return new BigInteger(1, reversed(bytes));
  }

  private static byte[] toLittleEndian(BigInteger value) {
    byte[] bigEndian = value.toByteArray();
    byte[] bytes = new byte[COORDINATE_BYTES];
    for (int i = 0; i < COORDINATE_BYTES && i < bigEndian.length; i++) {
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
}
