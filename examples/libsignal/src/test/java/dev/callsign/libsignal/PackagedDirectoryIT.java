package dev.callsign.libsignal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.prekey.DirectoryDevice;
import dev.callsign.acme.prekey.PrekeyStatus;
import dev.callsign.bundle.BundleVerdict;
import dev.callsign.bundle.BundleVerifier;
import dev.callsign.bundle.DeviceBundle;
import dev.callsign.bundle.VerifiedBundle;
import dev.callsign.demo.DirectoryProcess;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabAuthority;
import dev.callsign.report.Slug;
import dev.callsign.request.DeviceAddress;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.signal.libsignal.protocol.DuplicateMessageException;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidKeyIdException;
import org.signal.libsignal.protocol.SessionBuilder;
import org.signal.libsignal.protocol.UntrustedIdentityException;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.message.CiphertextMessage;
import org.signal.libsignal.protocol.message.PreKeySignalMessage;
import org.signal.libsignal.protocol.state.PreKeyBundle;

/**
 * Two libsignal clients, the packaged directory between them, and the agent's code to talk to it:
 * nothing here is played but the Internet.
 */
class PackagedDirectoryIT {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir Path folder = Path.of("target");

  private final Lab lab = Lab.start(CLOCK, RANDOM);
  private DirectoryProcess directory;
  private Correspondent alice;
  private Correspondent bob;

  @BeforeEach
  void bobUploadsKeysThatLibsignalMade() throws Exception {
    directory =
        DirectoryProcess.start(
            Path.of(System.getProperty("callsign.directory.jar")),
            folder,
            DirectoryProcess.Ports.free(),
            lab.directoryProperties(lab.writeAnchor(folder.resolve("anchor.pem"))));
    alice = registered("alice");
    bob = registered("bob");
    PrekeyStatus status = at(bob).upload(bob.freshKeys());
    assertThat(status.oneTime().count()).isEqualTo(1);
    assertThat(status.pqOneTime().count()).isEqualTo(1);
  }

  @AfterEach
  void endEverything() {
    directory.close();
    lab.close();
  }

  @Test
  void aFirstMessageAndItsAnswerArrive() throws Exception {
    alice.meet(verified(claim()));

    CiphertextMessage hello = alice.write(bob, "hello, Bob");
    assertThat(hello.getType()).isEqualTo(CiphertextMessage.PREKEY_TYPE).isEqualTo(3);
    assertThat(new PreKeySignalMessage(hello.serialize()).getPreKeyId())
        .contains(Correspondent.ONE_TIME_PREKEY_ID);
    assertThat(bob.read(alice, hello)).isEqualTo("hello, Bob");
    CiphertextMessage answer = bob.write(alice, "hello, Alice");
    assertThat(answer.getType()).isEqualTo(CiphertextMessage.WHISPER_TYPE).isEqualTo(2);
    assertThat(alice.read(bob, answer)).isEqualTo("hello, Alice");

    PrekeyStatus after = at(bob).status();
    assertThat(after.oneTime().count()).isZero();
    assertThat(after.pqOneTime().count()).isZero();
    assertThat(after.claimsLastDay()).isOne();
  }

  @Test
  void aSecondClaimLeadsToASessionWithTheKeyOfLastResort() throws Exception {
    claim();
    VerifiedBundle exhausted = verified(claim());

    assertThat(exhausted.devices().getFirst().oneTimePrekey()).isNull();
    alice.meet(exhausted);
    assertThat(bob.read(alice, alice.write(bob, "hello"))).isEqualTo("hello");
    assertThat(bob.store.hasKyberPreKeyBeenUsed(Correspondent.LAST_RESORT_ID)).isTrue();
  }

  @Test
  void aFirstMessageThatComesAgainIsRefused() throws Exception {
    alice.meet(verified(claim()));
    CiphertextMessage hello = alice.write(bob, "hello");
    bob.read(alice, hello);

    assertThatThrownBy(() -> bob.read(alice, hello)).isInstanceOf(DuplicateMessageException.class);
    bob.store.deleteSession(alice.address());
    assertThatThrownBy(() -> bob.read(alice, hello)).isInstanceOf(InvalidKeyIdException.class);
  }

  @Test
  void aSwappedIdentityKeyIsFoundOutByTheVerifier() throws Exception {
    String answer = claim();
    String swapped =
        answer.replace(
            base64(bob.identity.identityKey().encode()),
            base64(IdentityKeyPair.generate().getPublicKey().serialize()));

    assertThat(swapped).isNotEqualTo(answer);
    assertThat(verdict(swapped)).isInstanceOf(BundleVerdict.Contradicted.class);
  }

  @Test
  void aSwappedIdentityKeyIsFoundOutByLibsignalWhereTheRightOneIsKnown() throws Exception {
    DeviceBundle good = verified(claim()).devices().getFirst();
    Correspondent mallory = new Correspondent(bob.host, IdentityKeyPair.generate());
    PreKeyBundle whole = LibsignalBundle.prekeys(good).orElseThrow();
    PreKeyBundle swapped =
        new PreKeyBundle(
            whole.getRegistrationId(),
            whole.getDeviceId(),
            whole.getPreKeyId(),
            whole.getPreKey(),
            whole.getSignedPreKeyId(),
            whole.getSignedPreKey(),
            mallory.identity.sign(whole.getSignedPreKey().serialize()).encode(),
            new IdentityKey(mallory.identity.identityKey().encode()),
            whole.getKyberPreKeyId(),
            whole.getKyberPreKey(),
            mallory.identity.sign(whole.getKyberPreKey().serialize()).encode());
    alice.store.saveIdentity(bob.address(), new IdentityKey(bob.identity.identityKey().encode()));

    assertThatThrownBy(() -> new SessionBuilder(alice.store, bob.address()).process(swapped))
        .isInstanceOf(UntrustedIdentityException.class);
  }

  @Test
  void aSwappedSignedPrekeyIsFoundOutByTheVerifierAndByLibsignal() throws Exception {
    String answer = claim();
    DeviceBundle good = verified(answer).devices().getFirst();
    ECPublicKey other = ECKeyPair.generate().getPublicKey();
    String swapped =
        answer.replace(base64(good.signedPrekey().encodedKey()), base64(other.serialize()));

    assertThat(swapped).isNotEqualTo(answer);
    BundleVerdict verdict = verdict(swapped);
    assertThat(verdict).isInstanceOf(BundleVerdict.Rejected.class);
    assertThat(((BundleVerdict.Rejected) verdict).report().primaryFailure().orElseThrow().slug())
        .isEqualTo(Slug.PREKEY_SIGNATURE);

    PreKeyBundle whole = LibsignalBundle.prekeys(good).orElseThrow();
    PreKeyBundle unverified =
        new PreKeyBundle(
            whole.getRegistrationId(),
            whole.getDeviceId(),
            whole.getPreKeyId(),
            whole.getPreKey(),
            whole.getSignedPreKeyId(),
            other,
            whole.getSignedPreKeySignature(),
            whole.getIdentityKey(),
            whole.getKyberPreKeyId(),
            whole.getKyberPreKey(),
            whole.getKyberPreKeySignature());
    assertThatThrownBy(() -> new SessionBuilder(alice.store, bob.address()).process(unverified))
        .isInstanceOf(InvalidKeyException.class);
  }

  /** The host serves a statement that lists a device of libsignal's, and is registered. */
  private Correspondent registered(String name) {
    Correspondent correspondent = new Correspondent(lab.host(name), IdentityKeyPair.generate());
    correspondent.host.publish(correspondent.statement());
    HttpResponse<String> answer = directory.register(correspondent.callsign().aLabel());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return correspondent;
  }

  private DirectoryDevice at(Correspondent correspondent) throws Exception {
    return new DirectoryDevice(
        DirectoryAddress.of(directory.base()),
        address(correspondent),
        correspondent.identity,
        CLOCK,
        RANDOM);
  }

  private static DeviceAddress address(Correspondent correspondent) {
    return new DeviceAddress(correspondent.callsign(), Correspondent.DEVICE_ID);
  }

  /** What the directory answers to Alice's claim on Bob's device. */
  private String claim() throws Exception {
    return new String(at(alice).claim(address(bob)), StandardCharsets.UTF_8);
  }

  private BundleVerdict verdict(String answer) {
    BundleVerifier verifier =
        new BundleVerifier(
            VerificationPolicy.of(
                new TrustPolicy(
                    new TrustAnchors(List.of(), List.of(lab.authority().anchor()), List.of()),
                    Set.of(LabAuthority.ORGANIZATION))));
    return verifier.verifyDevice(
        answer.getBytes(StandardCharsets.UTF_8),
        bob.callsign(),
        Correspondent.DEVICE_ID,
        null,
        CLOCK.instant());
  }

  private VerifiedBundle verified(String answer) {
    return switch (verdict(answer)) {
      case BundleVerdict.Verified(VerifiedBundle bundle) -> bundle;
      case BundleVerdict other -> throw new AssertionError(other);
    };
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
