package dev.callsign.prekey;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The identity key of a device this process holds: an Ed25519 key pair whose Curve25519 form is the
 * {@link IdentityKey}.
 *
 * <p>The private scalar of the Curve25519 form is the clamped first half of SHA-512(seed) (RFC 8032
 * §5.1.5), so libsignal and plain X3DH can use the same secret. Immutable; safe for concurrent use.
 */
public final class IdentityKeyPair implements IdentitySigner {

  /** Bytes of an Ed25519 seed (RFC 8032 §5.1.5). */
  public static final int SEED_LENGTH_BYTES = 32;

  private final byte[] seed;
  private final IdentityKey identityKey;
  private final boolean edwardsIsOdd;

  private IdentityKeyPair(byte[] seed) {
    this.seed = seed;
    byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, point, 0);
    this.identityKey = IdentityKey.fromEdwards(point);
    this.edwardsIsOdd = (point[Ed25519.PUBLIC_KEY_SIZE - 1] & 0x80) != 0;
  }

  /** Makes a new key pair from {@value #SEED_LENGTH_BYTES} bytes of {@code random}. */
  public static IdentityKeyPair generate(SecureRandom random) {
    byte[] seed = new byte[SEED_LENGTH_BYTES];
    random.nextBytes(seed);
    return fromSeed(seed);
  }

  /** The key pair of a seed of {@value #SEED_LENGTH_BYTES} bytes. */
  static IdentityKeyPair fromSeed(byte[] seed) {
    return new IdentityKeyPair(Arrays.copyOf(seed, SEED_LENGTH_BYTES));
  }

  /**
   * Decodes a private key as {@link #encode()} made it: PKCS#8 (RFC 8410 §7).
   *
   * @throws MalformedException {@code statement-device-key}: not the PKCS#8 of an Ed25519 key
   */
  public static IdentityKeyPair decode(byte[] pkcs8) throws MalformedException {
    try {
      PrivateKey key =
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      return fromSeed(((EdECPrivateKey) key).getBytes().orElseThrow());
    } catch (GeneralSecurityException e) {
      throw new MalformedException(
          Slug.STATEMENT_DEVICE_KEY, "not an Ed25519 private key in PKCS#8");
    }
  }

  /** The private key as PKCS#8 DER. Secret. */
  public byte[] encode() {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK since 15 has Ed25519", e);
    }
  }

  /**
   * The private scalar of the Curve25519 form, for key agreement: 32 bytes, clamped, little endian
   * (RFC 7748 §5). Secret.
   */
  public byte[] curveScalar() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-512").digest(seed);
      byte[] scalar = Arrays.copyOf(hash, X25519.SCALAR_SIZE);
      X25519.clampPrivateKey(scalar);
      return scalar;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
  }

  @Override
  public IdentityKey identityKey() {
    return identityKey;
  }

  @Override
  public IdentitySignature sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
    return IdentitySignature.fromEd25519(signature, edwardsIsOdd);
  }

  /** Names the public half only. */
  @Override
  public String toString() {
    return "IdentityKeyPair[" + identityKey + "]";
  }
}
