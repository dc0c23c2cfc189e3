package dev.callsign.acme.prekey;

import dev.callsign.prekey.KyberKey;
import dev.callsign.report.MalformedException;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;

/**
 * A Kyber-1024 key pair of a post-quantum prekey that this process holds, made and kept as the 64
 * bytes {@code d || z} that ML-KEM-1024 expands (FIPS 203 §7.1). Immutable.
 *
 * <p>libsignal uses round 3 of Kyber, which is not ML-KEM. But a key pair of ML-KEM-1024 is a
 * well-formed one of Kyber-1024: public key and secret key have the same layout and meaning. Only
 * how a seed becomes a key differs, which nobody sees but its maker; and encapsulation, which is
 * the messaging client's and not done here.
 */
public final class KyberKeyPair {

  /** Bytes of the seed. */
  public static final int SEED_LENGTH_BYTES = 64;

  /** Bytes of the secret key as libsignal serializes it: the type byte and 3168. */
  public static final int SECRET_KEY_LENGTH_BYTES = 3169;

  private final byte[] seed;

  private KyberKeyPair(byte[] seed) {
    this.seed = seed;
  }

  /** Makes a new key pair from {@value #SEED_LENGTH_BYTES} bytes of {@code random}. */
  public static KyberKeyPair generate(SecureRandom random) {
    byte[] seed = new byte[SEED_LENGTH_BYTES];
    random.nextBytes(seed);
    return new KyberKeyPair(seed);
  }

  /**
   * The key pair of a seed.
   *
   * @throws IllegalArgumentException not {@value #SEED_LENGTH_BYTES} bytes
   */
  public static KyberKeyPair ofSeed(byte[] seed) {
    if (seed.length != SEED_LENGTH_BYTES) {
      throw new IllegalArgumentException("a seed is 64 bytes");
    }
    return new KyberKeyPair(seed.clone());
  }

  /** The seed, a copy. Secret. */
  public byte[] seed() {
    return seed.clone();
  }

  /** The public half; computed at every call. */
  public KyberKey publicKey() {
    byte[] encoded = new byte[KyberKey.LENGTH_BYTES];
    encoded[0] = KyberKey.TYPE_KYBER_1024;
    System.arraycopy(expand().getPublicKey(), 0, encoded, 1, KyberKey.LENGTH_BYTES - 1);
    try {
      return KyberKey.decode(encoded);
    } catch (MalformedException e) {
      throw new IllegalStateException("ML-KEM made a key that is none", e);
    }
  }

  /**
   * The secret key as libsignal serializes it, {@value #SECRET_KEY_LENGTH_BYTES} bytes: {@code 0x08
   * || s || public key || SHA3-256(public key) || z}; computed at every call. Secret.
   */
  public byte[] secretKey() {
    byte[] encoded = new byte[SECRET_KEY_LENGTH_BYTES];
    encoded[0] = KyberKey.TYPE_KYBER_1024;
    System.arraycopy(expand().getEncoded(), 0, encoded, 1, SECRET_KEY_LENGTH_BYTES - 1);
    return encoded;
  }

  private MLKEMPrivateKeyParameters expand() {
    return new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_1024, seed);
  }

  /** Names nothing: both halves come from the secret seed. */
  @Override
  public String toString() {
    return "KyberKeyPair[...]";
  }
}
