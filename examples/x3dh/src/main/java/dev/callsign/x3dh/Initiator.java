package dev.callsign.x3dh;

import dev.callsign.bundle.DeviceBundle;
import dev.callsign.bundle.VerifiedBundle;
import dev.callsign.name.Callsign;
import dev.callsign.prekey.CurveKeyPair;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.request.DeviceAddress;
import java.security.SecureRandom;

/**
 * Whoever writes first (X3DH §3.3). Nothing is kept between two messages.
 *
 * <p>He knows whom he writes to, because the bundle was verified. That the other side is there and
 * reads it he does not know before it answers.
 */
public final class Initiator {
  private final LocalDevice self;
  private final SecureRandom random;

  /** Writes in the name of {@code self}. */
  public Initiator(LocalDevice self, SecureRandom random) {
    this.self = self;
    this.random = random;
  }

  /**
   * What came of it.
   *
   * @param secret SK, 32 bytes, for the protocol that follows; an array that nobody changes
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Started(FirstMessage message, byte[] secret) {}

  /**
   * Agrees on a secret with one device and encrypts a first message for it.
   *
   * @param bundle verified just now, for the callsign that a person chose
   * @throws IllegalArgumentException the bundle has no such device
   */
  public Started start(VerifiedBundle bundle, int deviceId, byte[] plaintext) {
    DeviceBundle remote =
        bundle
            .device(deviceId)
            .orElseThrow(() -> new IllegalArgumentException("no device " + deviceId));
    Callsign callsign = bundle.statement().callsign();
    Party responder =
        new Party(new DeviceAddress(callsign, deviceId), remote.device().identityKey());
    CurveKeyPair ephemeral = CurveKeyPair.generate(random);

    byte[] secret = agree(remote, ephemeral);
    byte[] associatedData = AssociatedData.encode(self.party(), responder);
    byte[] sealed = Primitives.seal(secret, associatedData, plaintext, random);

    OneTimePrekey oneTime = remote.oneTimePrekey();
    return new Started(
        new FirstMessage(
            self.address(),
            ephemeral.publicKey(),
            remote.signedPrekey().keyId(),
            oneTime == null ? null : oneTime.keyId(),
            sealed),
        secret);
  }

  private byte[] agree(DeviceBundle remote, CurveKeyPair ephemeral) {
    byte[] identity = remote.device().identityKey().uCoordinate();
    byte[] signedPrekey = remote.signedPrekey().publicKey().uCoordinate();
    byte[] dh1 = Primitives.agree(self.identity().curveScalar(), signedPrekey);
    byte[] dh2 = Primitives.agree(ephemeral.scalar(), identity);
    byte[] dh3 = Primitives.agree(ephemeral.scalar(), signedPrekey);
    OneTimePrekey oneTime = remote.oneTimePrekey();
    if (oneTime == null) {
      return Primitives.derive(dh1, dh2, dh3);
    }
    byte[] dh4 = Primitives.agree(ephemeral.scalar(), oneTime.publicKey().uCoordinate());
    return Primitives.derive(dh1, dh2, dh3, dh4);
  }
}
