package dev.callsign.x3dh;

import static dev.callsign.x3dh.TwoCallsigns.ONE_TIME_PREKEY_ID;
import static dev.callsign.x3dh.TwoCallsigns.RANDOM;
import static dev.callsign.x3dh.TwoCallsigns.SIGNED_PREKEY_ID;
import static dev.callsign.x3dh.TwoCallsigns.device;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.bundle.VerifiedBundle;
import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.CurveKeyPair;
import dev.callsign.report.MalformedException;
import dev.callsign.request.DeviceAddress;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alice writes to Bob, and others try to come between them. */
class X3dhTest {

  private static final byte[] HELLO = "hello, Bob".getBytes(StandardCharsets.UTF_8);
  private static final TwoCallsigns WORLD = new TwoCallsigns();

  static Stream<VerifiedBundle> bundles() {
    return Stream.of(WORLD.bundleWithOneTimePrekey(), WORLD.bundleWithoutOneTimePrekey());
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("bundles")
  void bothSidesHaveTheSameSecretAndTheMessage(VerifiedBundle bundle) throws MalformedException {
    Initiator.Started started = WORLD.initiator().start(bundle, 1, HELLO);
    FirstMessage sent = FirstMessage.parse(started.message().encode(), NamePolicy.WITH_TEST_NAMES);

    Received received = WORLD.responder().receive(sent, WORLD.verified(WORLD.alice));

    assertThat(received).isInstanceOf(Received.Opened.class);
    Received.Opened opened = (Received.Opened) received;
    assertThat(opened.plaintext()).isEqualTo(HELLO);
    assertThat(opened.secret()).isEqualTo(started.secret()).hasSize(32);
  }

  @Test
  void takesAOneTimePrekeyWhereThereIsOne() {
    assertThat(started(WORLD.bundleWithOneTimePrekey()).oneTimePrekeyId())
        .isEqualTo(ONE_TIME_PREKEY_ID);
    assertThat(started(WORLD.bundleWithoutOneTimePrekey()).oneTimePrekeyId()).isNull();
  }

  @Test
  void everyMessageHasASecretOfItsOwn() {
    VerifiedBundle bundle = WORLD.bundleWithoutOneTimePrekey();

    assertThat(WORLD.initiator().start(bundle, 1, HELLO).secret())
        .isNotEqualTo(WORLD.initiator().start(bundle, 1, HELLO).secret());
  }

  /** X3DH §3.3 once more, by Bouncy Castle, from the responder's keys. */
  @ParameterizedTest(name = "{index}")
  @MethodSource("bundles")
  void theSecretIsThatOfBouncyCastle(VerifiedBundle bundle) {
    Initiator.Started started = WORLD.initiator().start(bundle, 1, HELLO);
    byte[] ephemeral = started.message().ephemeralKey().uCoordinate();
    byte[] signedPrekey = WORLD.signedPrekey.scalar();
    byte[] alice = device(WORLD.alice, 0).identity().identityKey().uCoordinate();
    ByteArrayOutputStream material = new ByteArrayOutputStream();
    material.writeBytes(HexFormat.of().parseHex("ff".repeat(32)));
    material.writeBytes(x25519(signedPrekey, alice));
    material.writeBytes(x25519(device(WORLD.bob, 0).identity().curveScalar(), ephemeral));
    material.writeBytes(x25519(signedPrekey, ephemeral));
    if (started.message().oneTimePrekeyId() != null) {
      material.writeBytes(x25519(WORLD.oneTimePrekey.scalar(), ephemeral));
    }
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
    hkdf.init(
        new HKDFParameters(
            material.toByteArray(),
            new byte[32],
            "callsign-x3dh-v1".getBytes(StandardCharsets.US_ASCII)));
    byte[] secret = new byte[32];
    hkdf.generateBytes(secret, 0, secret.length);

    assertThat(started.secret()).isEqualTo(secret);
  }

  @Test
  void refusesAMessageWhoseOneTimePrekeyWasUsed() {
    FirstMessage message = started(WORLD.bundleWithOneTimePrekey());
    Responder bob = WORLD.responder();

    assertThat(receive(bob, message)).isInstanceOf(Received.Opened.class);
    assertThat(receive(bob, message)).isInstanceOf(Received.Refused.class);
    assertThat(receive(bob, started(WORLD.bundleWithOneTimePrekey())))
        .isInstanceOf(Received.Refused.class);
  }

  @Test
  void keepsAOneTimePrekeyWhoseMessageCannotBeOpened() {
    Responder bob = WORLD.responder();
    FirstMessage good = started(WORLD.bundleWithOneTimePrekey());

    assertThat(receive(bob, withSealed(good, flipped(good.sealed(), 20))))
        .isInstanceOf(Received.Refused.class);
    assertThat(receive(bob, good)).isInstanceOf(Received.Opened.class);
  }

  /** What the README says of it. */
  @Test
  void opensAMessageWithoutOneTimePrekeyAgainUntilTheSignedPrekeyIsRetired() {
    FirstMessage message = started(WORLD.bundleWithoutOneTimePrekey());
    Responder bob = WORLD.responder();

    assertThat(receive(bob, message)).isInstanceOf(Received.Opened.class);
    assertThat(receive(bob, message)).isInstanceOf(Received.Opened.class);
    bob.retireSignedPrekey(SIGNED_PREKEY_ID);
    assertThat(receive(bob, message)).isInstanceOf(Received.Refused.class);
  }

  /** A message whose header was changed on the way. */
  record Changed(String why, FirstMessage message) {
    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<Changed> changed() {
    FirstMessage m = started(WORLD.bundleWithOneTimePrekey());
    DeviceAddress second = device(WORLD.alice, 1).address();
    DeviceAddress unlisted = new DeviceAddress(WORLD.alice.callsign(), 99);
    DeviceAddress bob = device(WORLD.bob, 0).address();
    return Stream.of(
        new Changed("by Alice's other device", withSender(m, second)),
        new Changed("by a device she does not have", withSender(m, unlisted)),
        new Changed("by Bob himself", withSender(m, bob)),
        new Changed("without the one-time prekey", with(m, SIGNED_PREKEY_ID, null)),
        new Changed("with another one-time prekey", with(m, SIGNED_PREKEY_ID, 1)),
        new Changed("with another signed prekey", with(m, 23, ONE_TIME_PREKEY_ID)),
        new Changed(
            "with another ephemeral key",
            new FirstMessage(
                m.sender(),
                CurveKeyPair.generate(RANDOM).publicKey(),
                m.signedPrekeyId(),
                m.oneTimePrekeyId(),
                m.sealed())),
        new Changed("another nonce", withSealed(m, flipped(m.sealed(), 0))),
        new Changed("another ciphertext", withSealed(m, flipped(m.sealed(), 12))),
        new Changed("another tag", withSealed(m, flipped(m.sealed(), m.sealed().length - 1))),
        new Changed("cut off", withSealed(m, Arrays.copyOf(m.sealed(), 27))),
        new Changed("a nonce alone", withSealed(m, Arrays.copyOf(m.sealed(), 12))),
        new Changed("nothing sealed", withSealed(m, new byte[0])));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void changed(Changed changed) {
    assertThat(receive(WORLD.responder(), changed.message())).isInstanceOf(Received.Refused.class);
  }

  /** The same private keys under another name: whom a message is for is part of it. */
  @Test
  void isForNobodyButTheCallsignAndDeviceThatWereMeant() {
    FirstMessage message = started(WORLD.bundleWithOneTimePrekey());
    LocalDevice bob = device(WORLD.bob, 0);

    for (LocalDevice other :
        new LocalDevice[] {
          new LocalDevice(new DeviceAddress(WORLD.bob.callsign(), 2), bob.identity()),
          new LocalDevice(new DeviceAddress(WORLD.alice.callsign(), 1), bob.identity()),
          new LocalDevice(bob.address(), device(WORLD.bob, 1).identity()),
        }) {
      assertThat(receive(WORLD.responder(other), message)).isInstanceOf(Received.Refused.class);
    }
    assertThat(receive(WORLD.responder(bob), message)).isInstanceOf(Received.Opened.class);
  }

  @Test
  void isByNobodyWhoseStatementWasNotVerified() {
    FirstMessage message = started(WORLD.bundleWithOneTimePrekey());

    assertThat(WORLD.responder().receive(message, WORLD.verified(WORLD.bob)))
        .isInstanceOf(Received.Refused.class);
  }

  @Test
  void writesToNoDeviceThatTheBundleDoesNotHave() {
    assertThatThrownBy(() -> WORLD.initiator().start(WORLD.bundleWithOneTimePrekey(), 2, HELLO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Points of order 1, 4 and 8 (cr.yp.to/ecdh.html): every agreement with them is zeros. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "050000000000000000000000000000000000000000000000000000000000000000",
        "050100000000000000000000000000000000000000000000000000000000000000",
        "05e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
      })
  void readsNoEphemeralKeyOfSmallOrder(String point) {
    FirstMessage good = started(WORLD.bundleWithOneTimePrekey());
    String changed =
        new String(good.encode(), StandardCharsets.UTF_8)
            .replace(
                good.ephemeralKey().toString(),
                Base64.getEncoder().encodeToString(HexFormat.of().parseHex(point)));

    assertThatThrownBy(
            () ->
                FirstMessage.parse(
                    changed.getBytes(StandardCharsets.UTF_8), NamePolicy.WITH_TEST_NAMES))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("small order");
  }

  private static FirstMessage started(VerifiedBundle bundle) {
    return WORLD.initiator().start(bundle, 1, HELLO).message();
  }

  private static Received receive(Responder responder, FirstMessage message) {
    return responder.receive(message, WORLD.verified(WORLD.alice));
  }

  private static FirstMessage withSender(FirstMessage m, DeviceAddress sender) {
    return new FirstMessage(
        sender, m.ephemeralKey(), m.signedPrekeyId(), m.oneTimePrekeyId(), m.sealed());
  }

  private static FirstMessage with(FirstMessage m, int signed, @Nullable Integer oneTime) {
    return new FirstMessage(m.sender(), m.ephemeralKey(), signed, oneTime, m.sealed());
  }

  private static FirstMessage withSealed(FirstMessage m, byte[] sealed) {
    return new FirstMessage(
        m.sender(), m.ephemeralKey(), m.signedPrekeyId(), m.oneTimePrekeyId(), sealed);
  }

  private static byte[] flipped(byte[] bytes, int index) {
    byte[] flipped = bytes.clone();
    flipped[index] ^= 1;
    return flipped;
  }

  private static byte[] x25519(byte[] scalar, byte[] u) {
    byte[] secret = new byte[32];
    assertThat(X25519.calculateAgreement(scalar, 0, u, 0, secret, 0)).isTrue();
    return secret;
  }
}
