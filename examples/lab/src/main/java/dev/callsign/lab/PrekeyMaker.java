package dev.callsign.lab;

import dev.callsign.prekey.CurveKeyPair;
import dev.callsign.prekey.IdentitySigner;
import dev.callsign.prekey.KyberKey;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.prekey.SignedPrekey;
import dev.callsign.report.MalformedException;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.MLKEMKeyPairGenerator;
import org.bouncycastle.crypto.params.MLKEMKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;

/**
 * Makes public prekeys as a device's messaging client would, with ids that rise from 1. The private
 * halves are thrown away: nobody in the lab agrees on secrets.
 *
 * <p>Not safe for concurrent use.
 */
public final class PrekeyMaker {
  private final IdentitySigner signer;
  private final SecureRandom random;
  private int nextId = 1;

  /** Makes prekeys that {@code signer} signs. */
  public PrekeyMaker(IdentitySigner signer, SecureRandom random) {
    this.signer = signer;
    this.random = random;
  }

  /** A signed prekey. */
  public SignedPrekey signed() {
    return SignedPrekey.sign(nextId++, CurveKeyPair.generate(random).publicKey(), signer);
  }

  /** One-time prekeys without signatures, as libsignal's. */
  public List<OneTimePrekey> oneTime(int count) {
    return Stream.generate(
            () -> new OneTimePrekey(nextId++, CurveKeyPair.generate(random).publicKey(), null))
        .limit(count)
        .toList();
  }

  /** A post-quantum prekey. */
  public PqPrekey pq() {
    return PqPrekey.sign(nextId++, kyberKey(), signer);
  }

  /** Post-quantum prekeys. */
  public List<PqPrekey> pq(int count) {
    return Stream.generate(this::pq).limit(count).toList();
  }

  /** A signed, a last-resort and so many one-time prekeys of both kinds. */
  public PrekeyUpload upload(int oneTime, int pqOneTime) {
    return new PrekeyUpload(signed(), pq(), oneTime(oneTime), pq(pqOneTime), false);
  }

  /** A public key of ML-KEM-1024 looks as one of Kyber-1024 does. */
  private KyberKey kyberKey() {
    MLKEMKeyPairGenerator generator = new MLKEMKeyPairGenerator();
    generator.init(new MLKEMKeyGenerationParameters(random, MLKEMParameters.ml_kem_1024));
    MLKEMPublicKeyParameters key =
        (MLKEMPublicKeyParameters) generator.generateKeyPair().getPublic();
    byte[] encoded = new byte[KyberKey.LENGTH_BYTES];
    encoded[0] = KyberKey.TYPE_KYBER_1024;
    System.arraycopy(key.getEncoded(), 0, encoded, 1, encoded.length - 1);
    try {
      return KyberKey.decode(encoded);
    } catch (MalformedException e) {
      throw new IllegalStateException("a generated key is well-formed", e);
    }
  }
}
