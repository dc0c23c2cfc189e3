package dev.callsign.prekey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.testing.Prekeys;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.XECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Curve25519 prekeys, and key pairs of them beside RFC 7748 and the JDK's X25519. */
class CurveKeyTest {

  private static final HexFormat HEX = HexFormat.of();

  /** Every residue of small order (cr.yp.to/ecdh.html), canonical. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "0, 0000000000000000000000000000000000000000000000000000000000000000",
    "1, 0100000000000000000000000000000000000000000000000000000000000000",
    "order 8, e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "order 8, 5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "p - 1, ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  })
  void refusesPointsOfSmallOrder(String why, String u) {
    assertThat(refusal("05" + u)).as(why).isEqualTo(Slug.PREKEY_SMALL_ORDER);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "nothing, ''",
    "the bare coordinate, 0900000000000000000000000000000000000000000000000000000000000000",
    "one byte less, 0509000000000000000000000000000000000000000000000000000000000000",
    "one byte more, 05090000000000000000000000000000000000000000000000000000000000000000",
    "type of Kyber, 080900000000000000000000000000000000000000000000000000000000000000",
    "p, 05edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "p + 1, 05eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "9 with bit 255, 050900000000000000000000000000000000000000000000000000000000000080",
    "p - 1 with bit 255, 05ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  })
  void refusesOtherLengthsTypesAndSpellings(String why, String hex) {
    assertThat(refusal(hex)).as(why).isEqualTo(Slug.PREKEY_MALFORMED);
  }

  @Test
  void keepsItsBytesWhateverHappensToTheArrays() throws MalformedException {
    byte[] bytes = HEX.parseHex("05eb" + "ff".repeat(30) + "7f"); // p - 2
    CurveKey key = CurveKey.decode(bytes);
    bytes[9] ^= 1;
    key.encode()[9] ^= 1;
    key.uCoordinate()[9] ^= 1;

    assertThat(HEX.formatHex(key.encode())).isEqualTo("05eb" + "ff".repeat(30) + "7f");
    assertThat(HEX.formatHex(key.uCoordinate())).isEqualTo("eb" + "ff".repeat(30) + "7f");
    assertThat(key)
        .hasToString(Base64.getEncoder().encodeToString(key.encode()))
        .isEqualTo(CurveKey.decode(key.encode()))
        .hasSameHashCodeAs(CurveKey.decode(key.encode()))
        .isNotEqualTo(Prekeys.curve(1).publicKey());
  }

  /** Bob of RFC 7748 §6.1. */
  @Test
  void hasThePublicKeyOfTheRfc() {
    String scalar = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";

    assertThat(CurveKeyPair.ofScalar(HEX.parseHex(scalar)).publicKey().uCoordinate())
        .isEqualTo(
            HEX.parseHex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
  }

  @Test
  void agreesWithTheJdkOnWhatItsPublicKeyIs() throws GeneralSecurityException {
    for (int i = 0; i < 50; i++) {
      XECPrivateKey jdk =
          (XECPrivateKey) KeyPairGenerator.getInstance("X25519").generateKeyPair().getPrivate();
      byte[] scalar = jdk.getScalar().orElseThrow();

      assertThat(CurveKeyPair.ofScalar(scalar).publicKey().uCoordinate())
          .isEqualTo(timesNine(scalar));
    }
  }

  @Test
  void generatesFromTheRandomnessItIsGiven() throws GeneralSecurityException {
    SecureRandom first = SecureRandom.getInstance("SHA1PRNG");
    first.setSeed(1);
    SecureRandom second = SecureRandom.getInstance("SHA1PRNG");
    second.setSeed(1);

    CurveKeyPair pair = CurveKeyPair.generate(first);

    assertThat(CurveKeyPair.generate(second).publicKey()).isEqualTo(pair.publicKey());
    assertThat(CurveKeyPair.generate(second).publicKey()).isNotEqualTo(pair.publicKey());
    assertThat(CurveKeyPair.ofScalar(pair.scalar()).publicKey()).isEqualTo(pair.publicKey());
    assertThat(pair).hasToString("CurveKeyPair[" + pair.publicKey() + "]");
  }

  @Test
  void keepsItsScalarWhateverHappensToTheArrays() {
    byte[] scalar = new byte[32];
    CurveKeyPair pair = CurveKeyPair.ofScalar(scalar);
    scalar[3] = 1;
    pair.scalar()[4] = 1;

    assertThat(pair.scalar()).containsOnly(0);
    assertThatThrownBy(() -> CurveKeyPair.ofScalar(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** X25519 of the scalar and the base point 9, by the JDK. */
  private static byte[] timesNine(byte[] scalar) throws GeneralSecurityException {
    KeyFactory factory = KeyFactory.getInstance("X25519");
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(
        factory.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar)));
    agreement.doPhase(
        factory.generatePublic(
            new XECPublicKeySpec(NamedParameterSpec.X25519, BigInteger.valueOf(9))),
        true);
    return agreement.generateSecret();
  }

  private static Slug refusal(String hex) {
    MalformedException e =
        catchThrowableOfType(MalformedException.class, () -> CurveKey.decode(HEX.parseHex(hex)));
    assertThat(e).as("refusal of %s", hex).isNotNull();
    return e.slug();
  }
}
