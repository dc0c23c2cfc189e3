package dev.callsign.prekey;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/**
 * The identity key of a device this process holds: an Ed25519 key pair whose Curve25519 form is the
 * {@link IdentityKey}.
 *
 * <p>The private scalar of the Curve25519 form is the clamped first half of SHA-512(seed) (RFC 8032
 * §5.1.5), so libsignal and plain X3DH can use the same secret. Immutable; safe for concurrent use.
 */
public final class IdentityKeyPair {

  /** Bytes of an Ed25519 seed (RFC 8032 §5.1.5). */
  public static final int SEED_LENGTH_BYTES = 32;

  private final EdECPrivateKey privateKey;
  private final IdentityKey identityKey;
  private final boolean edwardsIsOdd;

  private IdentityKeyPair(EdECPrivateKey privateKey, EdECPublicKey edwards) {
    this.privateKey = privateKey;
    this.identityKey = IdentityKey.fromEdwards(edwards);
    this.edwardsIsOdd = edwards.getPoint().isXOdd();
  }

  /** Makes a new key pair from {@value #SEED_LENGTH_BYTES} bytes of {@code random}. */
  public static IdentityKeyPair generate(SecureRandom random) {
    byte[] seed = new byte[SEED_LENGTH_BYTES];
    random.nextBytes(seed);
    return fromSeed(seed);
  }

  /** The key pair of a seed of {@value #SEED_LENGTH_BYTES} bytes. */
  static IdentityKeyPair fromSeed(byte[] seed) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new FixedSeed(seed));
      KeyPair pair = generator.generateKeyPair();
      return new IdentityKeyPair(
          (EdECPrivateKey) pair.getPrivate(), (EdECPublicKey) pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK since 15 has Ed25519", e);
    }
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
      byte[] seed =
          ((EdECPrivateKey) key)
              .getBytes()
              .orElseThrow(() -> new InvalidKeyException("the key does not show its seed"));
      return fromSeed(seed);
    } catch (GeneralSecurityException e) {
      throw new MalformedException(
          Slug.STATEMENT_DEVICE_KEY, "not an Ed25519 private key in PKCS#8");
    }
  }

  /** The private key as PKCS#8 DER. Secret. */
  public byte[] encode() {
    return privateKey.getEncoded();
  }

  /** The public half. */
  public IdentityKey identityKey() {
    return identityKey;
  }

  /** Signs exactly {@code message}, in libsignal's variant of XEdDSA. */
  public IdentitySignature sign(byte[] message) {
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(privateKey);
      signer.update(message);
      return IdentitySignature.fromEd25519(signer.sign(), edwardsIsOdd);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing with a valid Ed25519 key cannot fail", e);
    }
  }

  /** Names the public half only. */
  @Override
  public String toString() {
    return "IdentityKeyPair[" + identityKey + "]";
  }

  /** Hands the key generator exactly the seed: the JDK derives no public key from a private one. */
  private static final class FixedSeed extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final byte[] seed;

    FixedSeed(byte[] seed) {
      super(null, null);
      this.seed = Arrays.copyOf(seed, SEED_LENGTH_BYTES);
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (bytes.length != SEED_LENGTH_BYTES) {
        throw new IllegalStateException("an Ed25519 seed is 32 bytes, not " + bytes.length);
      }
      System.arraycopy(seed, 0, bytes, 0, SEED_LENGTH_BYTES);
    }
  }
}
