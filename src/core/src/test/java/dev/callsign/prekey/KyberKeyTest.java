package dev.callsign.prekey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.testing.Prekeys;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kyber-1024 keys: the modulus check at every coefficient, and keys that the JDK made. */
class KyberKeyTest {

  private static final int COEFFICIENTS = 1024;

  /** SubjectPublicKeyInfo before the key (RFC 9935). */
  private static final int SPKI_PREFIX_BYTES = 22;

  /** ML-KEM-1024 and Kyber-1024 keys have one encoding. */
  @Test
  void acceptsWhatTheJdkMakes() throws GeneralSecurityException, MalformedException {
    for (int i = 0; i < 20; i++) {
      byte[] spki =
          KeyPairGenerator.getInstance("ML-KEM-1024").generateKeyPair().getPublic().getEncoded();
      byte[] encoded = Arrays.copyOfRange(spki, SPKI_PREFIX_BYTES - 1, spki.length);
      encoded[0] = KyberKey.TYPE_KYBER_1024;

      assertThat(KyberKey.decode(encoded).encode()).isEqualTo(encoded);
    }
  }

  @Test
  void acceptsTheGreatestCoefficientEverywhere() throws MalformedException {
    byte[] encoded = Prekeys.kyberBytes(3328, 0, 3328);

    assertThat(KyberKey.decode(encoded).encode()).isEqualTo(encoded);
  }

  @ParameterizedTest
  @ValueSource(ints = {3329, 3330, 3584, 4095})
  void refusesACoefficientThatIsNotBelowTheModulusWhereverItStands(int coefficient) {
    for (int position = 0; position < COEFFICIENTS; position++) {
      assertThat(refusal(Prekeys.kyberBytes(3328, position, coefficient)))
          .as("coefficient %d", position)
          .isEqualTo(Slug.PREKEY_MODULUS);
    }
  }

  @Test
  void refusesOtherLengthsAndTypes() {
    byte[] good = Prekeys.kyber(7).encode();
    byte[] curve = good.clone();
    curve[0] = IdentityKey.TYPE_DJB;
    byte[] mlKem = good.clone();
    mlKem[0] = 0x0a;

    for (byte[] bytes :
        new byte[][] {
          {}, curve, mlKem, Arrays.copyOf(good, 1568), Arrays.copyOf(good, 1570), new byte[1569]
        }) {
      assertThat(refusal(bytes)).isEqualTo(Slug.PREKEY_MALFORMED);
    }
  }

  @Test
  void keepsItsBytesWhateverHappensToTheArrays() throws MalformedException {
    byte[] bytes = Prekeys.kyberBytes(7, 0, 7);
    KyberKey key = KyberKey.decode(bytes);
    bytes[9] ^= 1;
    key.encode()[9] ^= 1;

    assertThat(key)
        .isEqualTo(Prekeys.kyber(7))
        .hasSameHashCodeAs(Prekeys.kyber(7))
        .isNotEqualTo(Prekeys.kyber(8))
        .hasToString(Base64.getEncoder().encodeToString(Prekeys.kyberBytes(7, 0, 7)));
  }

  private static Slug refusal(byte[] bytes) {
    MalformedException e =
        catchThrowableOfType(MalformedException.class, () -> KyberKey.decode(bytes));
    assertThat(e).isNotNull();
    return e.slug();
  }
}
