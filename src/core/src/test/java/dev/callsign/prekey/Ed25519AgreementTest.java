package dev.callsign.prekey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.MalformedException;
import dev.callsign.testing.StatementDraft;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our signatures beside those of the JDK's Ed25519, which is another implementation. */
class Ed25519AgreementTest {

  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  static IntStream seeds() {
    return IntStream.rangeClosed(1, 24);
  }

  @Test
  void theSeedsCoverBothSignsOfTheEdwardsKey() {
    Set<Boolean> signs = new HashSet<>();
    seeds().forEach(n -> signs.add(isOdd(n)));

    assertThat(signs).containsExactlyInAnyOrder(true, false);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theJdkVerifiesOurSignatures(int n) throws GeneralSecurityException {
    byte[] message = message(n);
    byte[] signature = identity(n).sign(message).encode();
    signature[63] &= 0x7f;

    assertThat(jdkVerifies(n, message, signature)).isTrue();
    message[0] ^= 1;
    assertThat(jdkVerifies(n, message, signature)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aPlainSignatureOfTheJdkIsOneOfTheTwoForms(int n)
      throws GeneralSecurityException, MalformedException {
    IdentityKey key = identity(n).identityKey();
    IdentitySignature plain = IdentitySignature.decode(jdkSignature(n, message(n)));

    assertThat(key.verifiesEitherForm(message(n), plain)).isTrue();
    assertThat(key.verifies(message(n), plain)).isEqualTo(!isOdd(n));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theVariantOfLibsignalIsTheOther(int n) throws GeneralSecurityException, MalformedException {
    IdentityKey key = identity(n).identityKey();
    byte[] signature = jdkSignature(n, message(n));
    signature[63] |= (byte) (isOdd(n) ? 0x80 : 0);
    IdentitySignature variant = IdentitySignature.decode(signature);

    assertThat(key.verifies(message(n), variant)).isTrue();
    assertThat(key.verifiesEitherForm(message(n), variant)).isTrue();
  }

  /** Only an odd key signs with the bit set. */
  @ParameterizedTest
  @MethodSource("seeds")
  void aSignThatIsNotTheKeysIsNoForm(int n) throws GeneralSecurityException, MalformedException {
    byte[] signature = jdkSignature(n, message(n));
    signature[63] |= (byte) 0x80;

    assertThat(
            identity(n)
                .identityKey()
                .verifiesEitherForm(message(n), IdentitySignature.decode(signature)))
        .isEqualTo(isOdd(n));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void neitherFormIsBelievedForAnotherMessageOrKeyOrSignature(int n)
      throws GeneralSecurityException, MalformedException {
    byte[] message = message(n);
    byte[] signature = jdkSignature(n, message);

    assertThat(either(n, message(n + 1), signature)).isFalse();
    assertThat(either(n + 1, message, signature)).isFalse();
    for (int i = 0; i < signature.length; i++) {
      byte[] changed = signature.clone();
      changed[i] ^= 1;
      assertThat(either(n, message, changed)).as("byte %d", i).isFalse();
    }
  }

  private static boolean either(int n, byte[] message, byte[] signature) throws MalformedException {
    return identity(n)
        .identityKey()
        .verifiesEitherForm(message, IdentitySignature.decode(signature));
  }

  private static IdentityKeyPair identity(int n) {
    return StatementDraft.identity(n);
  }

  private static byte[] message(int n) {
    return ("message " + n).repeat(n).getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isOdd(int n) {
    return (identity(n).sign(message(n)).encode()[63] & 0x80) != 0;
  }

  private static byte[] jdkSignature(int n, byte[] message) throws GeneralSecurityException {
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(new PKCS8EncodedKeySpec(identity(n).encode())));
    signer.update(message);
    return signer.sign();
  }

  /** The map of RFC 7748 §4.1 once more: y = (u - 1) / (u + 1). */
  private static boolean jdkVerifies(int n, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    byte[] littleEndian = identity(n).identityKey().uCoordinate();
    byte[] bigEndian = new byte[littleEndian.length];
    for (int i = 0; i < bigEndian.length; i++) {
      bigEndian[i] = littleEndian[bigEndian.length - 1 - i];
    }
    BigInteger u = new BigInteger(1, bigEndian);
    BigInteger y = u.subtract(BigInteger.ONE).multiply(u.add(BigInteger.ONE).modInverse(P)).mod(P);
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(isOdd(n), y))));
    verifier.update(message);
    return verifier.verify(signature);
  }
}
