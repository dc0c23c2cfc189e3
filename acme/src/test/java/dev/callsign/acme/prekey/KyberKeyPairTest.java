package dev.callsign.acme.prekey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.KEM;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.junit.jupiter.api.Test;

/** The JDK's own ML-KEM is the second implementation; libsignal's Kyber is tested elsewhere. */
class KyberKeyPairTest {
  private static final int PUBLIC_BYTES = 1568;
  private static final int S_BYTES = 1536;

  private final KyberKeyPair pair = KyberKeyPair.generate(new SecureRandom());
  private final byte[] publicKey = bare(pair.publicKey().encode());
  private final byte[] secretKey = bare(pair.secretKey());

  @Test
  void opensWhatTheJdkEncapsulatesToItsPublicKey() throws Exception {
    SubjectPublicKeyInfo info =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_alg_ml_kem_1024), publicKey);
    PublicKey jdk =
        KeyFactory.getInstance("ML-KEM").generatePublic(new X509EncodedKeySpec(info.getEncoded()));
    KEM.Encapsulated sent = KEM.getInstance("ML-KEM").newEncapsulator(jdk).encapsulate();

    // Read from the 3168 bytes, so that the layout is what others expect.
    byte[] opened =
        new MLKEMExtractor(new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_1024, secretKey))
            .extractSecret(sent.encapsulation());

    assertThat(opened).isEqualTo(sent.key().getEncoded());
  }

  @Test
  void laysItsSecretKeyOutAsLibsignalReadsIt() throws Exception {
    assertThat(pair.secretKey()).hasSize(3169).startsWith(0x08);
    int hash = S_BYTES + PUBLIC_BYTES;
    assertThat(Arrays.copyOfRange(secretKey, S_BYTES, hash)).isEqualTo(publicKey);
    assertThat(Arrays.copyOfRange(secretKey, hash, hash + 32))
        .isEqualTo(MessageDigest.getInstance("SHA3-256").digest(publicKey));
    assertThat(Arrays.copyOfRange(secretKey, hash + 32, hash + 64))
        .isEqualTo(Arrays.copyOfRange(pair.seed(), 32, 64));
  }

  @Test
  void isTheSameAgainFromItsSeed() {
    KyberKeyPair again = KyberKeyPair.ofSeed(pair.seed());

    assertThat(again.publicKey()).isEqualTo(pair.publicKey());
    assertThat(again.secretKey()).isEqualTo(pair.secretKey());
  }

  @Test
  void saysNothingSecretAboutItself() {
    assertThat(pair.toString()).isEqualTo("KyberKeyPair[...]");
  }

  @Test
  void refusesSeedsOfAnotherLength() {
    assertThatThrownBy(() -> KyberKeyPair.ofSeed(new byte[32]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] bare(byte[] encoded) {
    return Arrays.copyOfRange(encoded, 1, encoded.length);
  }
}
