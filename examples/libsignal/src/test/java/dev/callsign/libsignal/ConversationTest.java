package dev.callsign.libsignal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.bundle.BundleVerdict;
import dev.callsign.bundle.DeviceBundle;
import dev.callsign.bundle.VerifiedBundle;
import dev.callsign.lab.LabBundle;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.SignedPrekey;
import dev.callsign.report.Slug;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signal.libsignal.protocol.DuplicateMessageException;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidKeyIdException;
import org.signal.libsignal.protocol.ReusedBaseKeyException;
import org.signal.libsignal.protocol.SessionBuilder;
import org.signal.libsignal.protocol.UntrustedIdentityException;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.message.CiphertextMessage;
import org.signal.libsignal.protocol.message.PreKeySignalMessage;
import org.signal.libsignal.protocol.state.PreKeyBundle;

/** Two libsignal clients that know nothing of each other but a callsign. */
class ConversationTest {

  private final World world = new World(IdentityKeyPair.generate());
  private final Correspondent alice = world.alice;
  private final Correspondent bob = world.bob;

  @BeforeEach
  void bobUploadsHisKeys() {
    world.directory.upload(bob.callsign(), Correspondent.DEVICE_ID, bob.freshKeys());
  }

  @Test
  void aFirstMessageAndItsAnswerArrive() throws Exception {
    alice.meet(world.bobsBundle());

    CiphertextMessage hello = alice.write(bob, "hello, Bob");
    assertThat(hello.getType()).isEqualTo(CiphertextMessage.PREKEY_TYPE).isEqualTo(3);
    assertThat(bob.read(alice, hello)).isEqualTo("hello, Bob");

    CiphertextMessage answer = bob.write(alice, "hello, Alice");
    assertThat(answer.getType()).isEqualTo(CiphertextMessage.WHISPER_TYPE).isEqualTo(2);
    assertThat(alice.read(bob, answer)).isEqualTo("hello, Alice");

    CiphertextMessage again = alice.write(bob, "how are you?");
    assertThat(again.getType()).isEqualTo(CiphertextMessage.WHISPER_TYPE);
    assertThat(bob.read(alice, again)).isEqualTo("how are you?");
  }

  @Test
  void theKeysOfTheBundleAreTheOnesThatAreUsed() throws Exception {
    alice.meet(world.bobsBundle());
    PreKeySignalMessage hello = new PreKeySignalMessage(alice.write(bob, "hello").serialize());

    assertThat(hello.getPreKeyId()).contains(Correspondent.ONE_TIME_PREKEY_ID);
    assertThat(hello.getSignedPreKeyId()).isEqualTo(Correspondent.SIGNED_PREKEY_ID);
    assertThat(hello.getIdentityKey().serialize()).isEqualTo(alice.identity.identityKey().encode());
    bob.read(alice, hello);
    assertThat(bob.store.containsPreKey(Correspondent.ONE_TIME_PREKEY_ID)).isFalse();
    assertThat(bob.store.hasKyberPreKeyBeenUsed(Correspondent.PQ_ONE_TIME_PREKEY_ID)).isTrue();
  }

  @Test
  void aSessionBeginsWithoutOneTimePrekeys() throws Exception {
    world.bobsBundle();
    VerifiedBundle exhausted = world.bobsBundle();

    assertThat(exhausted.devices().getFirst().oneTimePrekey()).isNull();
    assertThat(LibsignalBundle.of(exhausted).getFirst().prekeys().getPreKeyId())
        .isEqualTo(PreKeyBundle.NULL_PRE_KEY_ID);
    alice.meet(exhausted);
    PreKeySignalMessage hello = new PreKeySignalMessage(alice.write(bob, "hello").serialize());
    assertThat(hello.getPreKeyId()).isEmpty();
    assertThat(bob.read(alice, hello)).isEqualTo("hello");
  }

  @Test
  void aDeviceWithoutAKyberPrekeyIsPassedOver() {
    DeviceBundle claimed = world.bobsBundle().devices().getFirst();
    byte[] answer =
        new LabBundle(bob.callsign(), world.bobsBundle().statement().compact())
            .device(claimed.device(), claimed.signedPrekey(), null, null)
            .encode();

    assertThat(world.verdict(answer)).isInstanceOf(BundleVerdict.Verified.class);
    assertThat(LibsignalBundle.of(((BundleVerdict.Verified) world.verdict(answer)).bundle()))
        .isEmpty();
  }

  @Test
  void aFirstMessageThatComesAgainIsRefused() throws Exception {
    alice.meet(world.bobsBundle());
    CiphertextMessage hello = alice.write(bob, "hello");
    bob.read(alice, hello);

    assertThatThrownBy(() -> bob.read(alice, hello)).isInstanceOf(DuplicateMessageException.class);
    bob.store.deleteSession(alice.address());
    assertThatThrownBy(() -> bob.read(alice, hello)).isInstanceOf(InvalidKeyIdException.class);
  }

  @Test
  void aFirstMessageWithoutOneTimePrekeysIsRefusedWhenItComesAgainEvenAfterTheSessionIsGone()
      throws Exception {
    world.bobsBundle();
    alice.meet(world.bobsBundle());
    CiphertextMessage hello = alice.write(bob, "hello");
    bob.read(alice, hello);

    assertThatThrownBy(() -> bob.read(alice, hello)).isInstanceOf(DuplicateMessageException.class);
    bob.store.deleteSession(alice.address());
    assertThatThrownBy(() -> bob.read(alice, hello)).isInstanceOf(ReusedBaseKeyException.class);
  }

  /** A directory that puts itself in between: its own identity, and keys signed by it. */
  @Test
  void anIdentityKeyOfTheDirectoryIsFoundOutByTheVerifier() {
    String answer = answer();
    Correspondent mallory = new Correspondent(bob.host, IdentityKeyPair.generate());
    String swapped =
        answer.replace(
            base64(bob.identity.identityKey().encode()),
            base64(mallory.identity.identityKey().encode()));

    assertThat(swapped).isNotEqualTo(answer);
    assertThat(verdict(swapped)).isInstanceOf(BundleVerdict.Contradicted.class);
  }

  @Test
  void anIdentityKeyOfTheDirectoryIsFoundOutByLibsignalWhereTheRightOneIsKnown() throws Exception {
    DeviceBundle good = world.bobsBundle().devices().getFirst();
    alice.store.saveIdentity(bob.address(), new IdentityKey(bob.identity.identityKey().encode()));
    Correspondent mallory = new Correspondent(bob.host, IdentityKeyPair.generate());
    DeviceBundle swapped =
        new DeviceBundle(
            mallory.device,
            SignedPrekey.sign(1, good.signedPrekey().publicKey(), mallory.identity),
            null,
            PqPrekey.sign(1, Objects.requireNonNull(good.pqPrekey()).publicKey(), mallory.identity),
            good.oneTime());

    assertThatThrownBy(() -> process(swapped)).isInstanceOf(UntrustedIdentityException.class);
  }

  @Test
  void aSignedPrekeyOfTheDirectoryIsFoundOutByTheVerifier() {
    DeviceBundle good = world.bobsBundle().devices().getFirst();
    String swapped =
        answer()
            .replace(
                base64(good.signedPrekey().encodedKey()),
                base64(ECKeyPair.generate().getPublicKey().serialize()));

    BundleVerdict verdict = verdict(swapped);

    assertThat(verdict).isInstanceOf(BundleVerdict.Rejected.class);
    assertThat(((BundleVerdict.Rejected) verdict).report().primaryFailure().orElseThrow().slug())
        .isEqualTo(Slug.PREKEY_SIGNATURE);
  }

  @Test
  void aSignedPrekeyOfTheDirectoryIsFoundOutByLibsignal() throws Exception {
    DeviceBundle good = world.bobsBundle().devices().getFirst();
    PreKeyBundle whole = LibsignalBundle.prekeys(good).orElseThrow();
    PreKeyBundle swapped =
        new PreKeyBundle(
            whole.getRegistrationId(),
            whole.getDeviceId(),
            whole.getPreKeyId(),
            whole.getPreKey(),
            whole.getSignedPreKeyId(),
            new ECPublicKey(ECKeyPair.generate().getPublicKey().serialize()),
            whole.getSignedPreKeySignature(),
            whole.getIdentityKey(),
            whole.getKyberPreKeyId(),
            whole.getKyberPreKey(),
            whole.getKyberPreKeySignature());

    assertThatThrownBy(() -> new SessionBuilder(alice.store, bob.address()).process(swapped))
        .isInstanceOf(InvalidKeyException.class);
  }

  /** A stranger's device id that libsignal would take for the right one. */
  @Test
  void theBundleOfAnotherCallsignIsFoundOutByTheVerifier() {
    world.directory.upload(alice.callsign(), Correspondent.DEVICE_ID, alice.freshKeys());
    byte[] alices = world.directory.claim(alice.callsign(), Correspondent.DEVICE_ID);

    assertThat(world.verdict(alices)).isInstanceOf(BundleVerdict.Rejected.class);
  }

  private void process(DeviceBundle device) throws Exception {
    new SessionBuilder(alice.store, bob.address())
        .process(LibsignalBundle.prekeys(device).orElseThrow());
  }

  private String answer() {
    return new String(
        world.directory.claim(bob.callsign(), Correspondent.DEVICE_ID), StandardCharsets.UTF_8);
  }

  private BundleVerdict verdict(String answer) {
    return world.verdict(answer.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
