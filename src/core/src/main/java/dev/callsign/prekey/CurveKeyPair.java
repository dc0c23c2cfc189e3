package dev.callsign.prekey;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** A Curve25519 key pair of a prekey that this process holds. Immutable. */
public final class CurveKeyPair {

  /** Bytes of the private scalar (RFC 7748 §5). */
  public static final int SCALAR_LENGTH_BYTES = 32;

  private final byte[] scalar;
  private final CurveKey publicKey;

  private CurveKeyPair(byte[] scalar) {
    this.scalar = scalar;
    byte[] u = new byte[X25519.POINT_SIZE];
    X25519.generatePublicKey(scalar, 0, u, 0);
    this.publicKey = CurveKey.ofCoordinate(u);
  }

  /** Makes a new key pair from {@value #SCALAR_LENGTH_BYTES} bytes of {@code random}. */
  public static CurveKeyPair generate(SecureRandom random) {
    byte[] scalar = new byte[SCALAR_LENGTH_BYTES];
    X25519.generatePrivateKey(random, scalar);
    return new CurveKeyPair(scalar);
  }

  /**
   * The key pair of a private scalar.
   *
   * @throws IllegalArgumentException not {@value #SCALAR_LENGTH_BYTES} bytes
   */
  public static CurveKeyPair ofScalar(byte[] scalar) {
    if (scalar.length != SCALAR_LENGTH_BYTES) {
      throw new IllegalArgumentException("a Curve25519 scalar is 32 bytes");
    }
    return new CurveKeyPair(scalar.clone());
  }

  /** The private scalar, little endian, a copy. Secret. */
  public byte[] scalar() {
    return scalar.clone();
  }

  /** The public half. */
  public CurveKey publicKey() {
    return publicKey;
  }

  /** Names the public half only. */
  @Override
  public String toString() {
    return "CurveKeyPair[" + publicKey + "]";
  }
}
