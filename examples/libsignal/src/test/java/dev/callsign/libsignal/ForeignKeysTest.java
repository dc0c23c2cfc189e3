package dev.callsign.libsignal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.prekey.CurveKeyPair;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.prekey.KyberKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.generators.MLKEMKeyPairGenerator;
import org.bouncycastle.crypto.params.MLKEMKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidMessageException;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.kem.KEMPublicKey;
import org.signal.libsignal.protocol.kem.KEMSecretKey;
import org.signal.libsignal.protocol.message.CiphertextMessage;
import org.signal.libsignal.protocol.message.PreKeySignalMessage;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyRecord;

/** Keys that libsignal did not make, in libsignal. */
class ForeignKeysTest {

  private static final SecureRandom RANDOM = new SecureRandom();

  static IntStream identities() {
    return IntStream.range(0, 8); // drawn anew at each run, of either sign
  }

  @ParameterizedTest
  @MethodSource("identities")
  void anIdentityFromAnEd25519SeedIsOneOfLibsignal(int n) throws InvalidKeyException {
    IdentityKeyPair pair = IdentityKeyPair.generate(RANDOM);
    byte[] message = ("message " + n).getBytes(StandardCharsets.UTF_8);

    org.signal.libsignal.protocol.IdentityKeyPair theirs = LibsignalIdentity.toLibsignal(pair);

    // The private key has the public key that was computed from the Edwards form.
    assertThat(theirs.getPrivateKey().publicKey().serialize())
        .isEqualTo(pair.identityKey().encode());
    assertThat(theirs.getPublicKey().serialize()).isEqualTo(pair.identityKey().encode());
    // Each verifies what the other signs.
    assertThat(
            theirs
                .getPublicKey()
                .getPublicKey()
                .verifySignature(message, pair.sign(message).encode()))
        .isTrue();
    LibsignalIdentity signer = new LibsignalIdentity(theirs);
    assertThat(pair.identityKey().verifies(message, signer.sign(message))).isTrue();
    assertThat(signer.identityKey()).isEqualTo(pair.identityKey());
  }

  @ParameterizedTest
  @MethodSource("identities")
  void signaturesOfLibsignalsOwnIdentitiesAreVerified(int n) {
    LibsignalIdentity signer =
        new LibsignalIdentity(org.signal.libsignal.protocol.IdentityKeyPair.generate());
    byte[] message = new byte[n];

    assertThat(signer.identityKey().verifies(message, signer.sign(message))).isTrue();
    assertThat(signer.identityKey().verifies(new byte[n + 1], signer.sign(message))).isFalse();
  }

  /** FIPS 203 and round 3 of Kyber make the same key pairs, and use them differently. */
  @Test
  void aKeyPairOfMlKem1024IsOneOfKyber1024() throws InvalidKeyException {
    MLKEMPrivateKeyParameters pair = mlKem();

    assertThat(new KEMPublicKey(kyberPublic(pair)).serialize()).isEqualTo(kyberPublic(pair));
    assertThat(new KEMSecretKey(kyberSecret(pair)).serialize()).isEqualTo(kyberSecret(pair));
  }

  /** One session for each of several key pairs: a wrong one would decapsulate to noise. */
  @ParameterizedTest
  @MethodSource("identities")
  void aConversationWithKeysThatLibsignalDidNotMake(int n) throws Exception {
    IdentityKeyPair identity = IdentityKeyPair.generate(RANDOM);
    World world = new World(LibsignalIdentity.toLibsignal(identity));
    Correspondent bob = world.bob;
    MLKEMPrivateKeyParameters pair = mlKem();
    KyberPreKeyRecord kyber = kyberRecord(kyberPublic(pair), kyberSecret(pair), identity);
    world.directory.upload(
        bob.callsign(),
        Correspondent.DEVICE_ID,
        bob.hold(
            bob.signed(toLibsignal(CurveKeyPair.generate(RANDOM))),
            kyber,
            List.of(new PreKeyRecord(n, toLibsignal(CurveKeyPair.generate(RANDOM)))),
            List.of()));

    world.alice.meet(world.bobsBundle());
    CiphertextMessage hello = world.alice.write(bob, "hello, Bob");

    assertThat(new PreKeySignalMessage(hello.serialize()).getPreKeyId()).contains(n);
    assertThat(bob.read(world.alice, hello)).isEqualTo("hello, Bob");
    assertThat(world.alice.read(bob, bob.write(world.alice, "hello, Alice")))
        .isEqualTo("hello, Alice");
  }

  /**
   * What would happen if the pairs were not usable: the conversation above hangs on the Kyber key.
   */
  @Test
  void noConversationWithTheSecretHalfOfAnotherKyberKey() throws Exception {
    IdentityKeyPair identity = IdentityKeyPair.generate(RANDOM);
    World world = new World(LibsignalIdentity.toLibsignal(identity));
    Correspondent bob = world.bob;
    KyberPreKeyRecord torn = kyberRecord(kyberPublic(mlKem()), kyberSecret(mlKem()), identity);
    world.directory.upload(
        bob.callsign(),
        Correspondent.DEVICE_ID,
        bob.hold(bob.signed(ECKeyPair.generate()), torn, List.of(), List.of()));

    world.alice.meet(world.bobsBundle());
    CiphertextMessage hello = world.alice.write(bob, "hello, Bob");

    assertThatThrownBy(() -> bob.read(world.alice, hello))
        .isInstanceOf(InvalidMessageException.class);
  }

  private static ECKeyPair toLibsignal(CurveKeyPair pair) throws InvalidKeyException {
    ECPrivateKey secret = new ECPrivateKey(pair.scalar());
    assertThat(secret.publicKey().serialize()).isEqualTo(pair.publicKey().encode());
    return new ECKeyPair(new ECPublicKey(pair.publicKey().encode()), secret);
  }

  private static MLKEMPrivateKeyParameters mlKem() {
    MLKEMKeyPairGenerator generator = new MLKEMKeyPairGenerator();
    generator.init(new MLKEMKeyGenerationParameters(RANDOM, MLKEMParameters.ml_kem_1024));
    return (MLKEMPrivateKeyParameters) generator.generateKeyPair().getPrivate();
  }

  private static byte[] kyberPublic(MLKEMPrivateKeyParameters pair) {
    return typed(pair.getPublicKey());
  }

  /** s, public key, its hash, z: the expanded form of FIPS 203 §7.1, and of Kyber. */
  private static byte[] kyberSecret(MLKEMPrivateKeyParameters pair) {
    byte[] secret = typed(pair.getS(), pair.getPublicKey(), pair.getHPK(), pair.getNonce());
    assertThat(secret).hasSize(3169);
    return secret;
  }

  private static byte[] typed(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(KyberKey.TYPE_KYBER_1024);
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  /**
   * libsignal makes a record of foreign keys only from its serialized form: a Protocol Buffers
   * message of id (1), public key (2), private key (3), signature (4) and timestamp (5, fixed64).
   */
  private static KyberPreKeyRecord kyberRecord(
      byte[] publicKey, byte[] secretKey, IdentityKeyPair signer) throws Exception {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.write(1 << 3);
    writeVarint(record, Correspondent.LAST_RESORT_ID);
    writeBytes(record, 2, publicKey);
    writeBytes(record, 3, secretKey);
    writeBytes(record, 4, signer.sign(publicKey).encode());
    record.write((5 << 3) | 1);
    record.writeBytes(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0).array());
    return new KyberPreKeyRecord(record.toByteArray());
  }

  private static void writeBytes(ByteArrayOutputStream record, int field, byte[] bytes) {
    record.write((field << 3) | 2);
    writeVarint(record, bytes.length);
    record.writeBytes(bytes);
  }

  private static void writeVarint(ByteArrayOutputStream record, int value) {
    int rest = value;
    while (rest > 0x7f) {
      record.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    record.write(rest);
  }
}
