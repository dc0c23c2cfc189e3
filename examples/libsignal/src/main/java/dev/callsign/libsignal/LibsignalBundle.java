package dev.callsign.libsignal;

import dev.callsign.bundle.DeviceBundle;
import dev.callsign.bundle.VerifiedBundle;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.SignedPrekey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.kem.KEMPublicKey;
import org.signal.libsignal.protocol.state.PreKeyBundle;

/**
 * One device of a verified bundle, as libsignal's {@code SessionBuilder} takes it.
 *
 * @param address the callsign as A-label, and the device id
 * @param prekeys for {@code SessionBuilder.process}, which verifies the signatures once more
 */
public record LibsignalBundle(SignalProtocolAddress address, PreKeyBundle prekeys) {

  /**
   * Every device of {@code bundle} that libsignal can write to: those of the profile {@code
   * pqxdh-kyber1024}. libsignal has no plain X3DH any more.
   */
  public static List<LibsignalBundle> of(VerifiedBundle bundle) {
    String name = bundle.statement().callsign().aLabel();
    List<LibsignalBundle> bundles = new ArrayList<>();
    for (DeviceBundle device : bundle.devices()) {
      prekeys(device)
          .ifPresent(
              prekeys ->
                  bundles.add(
                      new LibsignalBundle(
                          new SignalProtocolAddress(name, device.device().id()), prekeys)));
    }
    return bundles;
  }

  /**
   * The keys of one device, field by field; empty when it has no Kyber prekey. It is only as good
   * as the bundle that {@code device} comes from.
   */
  public static Optional<PreKeyBundle> prekeys(DeviceBundle device) {
    PqPrekey pq = device.pqPrekey();
    if (pq == null) {
      return Optional.empty();
    }
    SignedPrekey signed = device.signedPrekey();
    OneTimePrekey oneTime = device.oneTimePrekey();
    try {
      return Optional.of(
          new PreKeyBundle(
              device.device().registrationId(),
              device.device().id(),
              oneTime == null ? PreKeyBundle.NULL_PRE_KEY_ID : oneTime.keyId(),
              publicKey(oneTime),
              signed.keyId(),
              new ECPublicKey(signed.encodedKey()),
              signed.signature().encode(),
              new IdentityKey(device.device().identityKey().encode()),
              pq.keyId(),
              new KEMPublicKey(pq.encodedKey()),
              pq.signature().encode()));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("libsignal reads every key that was decoded", e);
    }
  }

  private static @Nullable ECPublicKey publicKey(@Nullable OneTimePrekey oneTime)
      throws InvalidKeyException {
    return oneTime == null ? null : new ECPublicKey(oneTime.encodedKey());
  }
}
