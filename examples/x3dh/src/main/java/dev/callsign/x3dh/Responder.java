package dev.callsign.x3dh;

import dev.callsign.prekey.CurveKeyPair;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.statement.Device;
import dev.callsign.statement.VerifiedStatement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whoever is written to (X3DH §3.4). Holds the private halves of the prekeys he published.
 *
 * <p>A one-time prekey is deleted when a message that used it was opened, so that the same message
 * is refused a second time. A message that used none can be opened again, with the same secret, as
 * long as its signed prekey is held (X3DH §4.2). Safe for concurrent use; nothing is stored.
 */
public final class Responder {
  private final LocalDevice self;
  private final Map<Integer, CurveKeyPair> signedPrekeys = new HashMap<>();
  private final Map<Integer, CurveKeyPair> oneTimePrekeys = new HashMap<>();

  /** Receives in the name of {@code self}. */
  public Responder(LocalDevice self) {
    this.self = self;
  }

  /** Holds the private half of a signed prekey until it is retired. */
  public synchronized void holdSignedPrekey(int keyId, CurveKeyPair pair) {
    signedPrekeys.put(keyId, pair);
  }

  /** Forgets a signed prekey, some time after its successor was published. */
  public synchronized void retireSignedPrekey(int keyId) {
    signedPrekeys.remove(keyId);
  }

  /** Holds the private half of a one-time prekey until a message uses it. */
  public synchronized void holdOneTimePrekey(int keyId, CurveKeyPair pair) {
    oneTimePrekeys.put(keyId, pair);
  }

  /**
   * Opens a first message.
   *
   * @param sender the statement of the callsign that the message names, verified just now: the
   *     identity key comes from there, never from the message
   */
  public synchronized Received receive(FirstMessage message, VerifiedStatement sender) {
    Optional<Party> initiator = party(message, sender);
    if (initiator.isEmpty()) {
      return new Received.Refused("the statement does not list " + message.sender());
    }
    CurveKeyPair signedPrekey = signedPrekeys.get(message.signedPrekeyId());
    if (signedPrekey == null) {
      return new Received.Refused("there is no signed prekey " + message.signedPrekeyId());
    }
    Integer oneTimeId = message.oneTimePrekeyId();
    if (oneTimeId != null && !oneTimePrekeys.containsKey(oneTimeId)) {
      return new Received.Refused("there is no one-time prekey " + oneTimeId + ", or not any more");
    }

    byte[] secret = agree(message, initiator.get().identityKey(), signedPrekey);
    byte[] associatedData = AssociatedData.encode(initiator.get(), self.party());
    Optional<byte[]> plaintext = Primitives.open(secret, associatedData, message.sealed());
    if (plaintext.isEmpty()) {
      return new Received.Refused("the message is not by " + message.sender() + " for this device");
    }
    if (oneTimeId != null) {
      oneTimePrekeys.remove(oneTimeId);
    }
    return new Received.Opened(plaintext.get(), secret);
  }

  private static Optional<Party> party(FirstMessage message, VerifiedStatement sender) {
    return sender.callsign().equals(message.sender().callsign())
        ? sender.statement().devices().stream()
            .filter(device -> device.id() == message.sender().deviceId())
            .map(Device::identityKey)
            .map(identityKey -> new Party(message.sender(), identityKey))
            .findFirst()
        : Optional.empty();
  }

  private byte[] agree(FirstMessage message, IdentityKey initiator, CurveKeyPair signedPrekey) {
    byte[] ephemeral = message.ephemeralKey().uCoordinate();
    byte[] dh1 = Primitives.agree(signedPrekey.scalar(), initiator.uCoordinate());
    byte[] dh2 = Primitives.agree(self.identity().curveScalar(), ephemeral);
    byte[] dh3 = Primitives.agree(signedPrekey.scalar(), ephemeral);
    CurveKeyPair oneTime =
        message.oneTimePrekeyId() == null ? null : oneTimePrekeys.get(message.oneTimePrekeyId());
    if (oneTime == null) {
      return Primitives.derive(dh1, dh2, dh3);
    }
    return Primitives.derive(dh1, dh2, dh3, Primitives.agree(oneTime.scalar(), ephemeral));
  }
}
