package dev.callsign.prekey;

import org.jspecify.annotations.Nullable;

/**
 * A prekey that is handed out once (X3DH §3.2).
 *
 * @param keyId 0 to {@value Prekey#MAX_KEY_ID}
 * @param signature the identity key's, over the 33 bytes of {@code publicKey}; null when the device
 *     did not sign it, as libsignal does not
 */
public record OneTimePrekey(int keyId, CurveKey publicKey, @Nullable IdentitySignature signature)
    implements Prekey {

  /** Refuses ids that are not. */
  public OneTimePrekey {
    if (keyId < 0) {
      throw new IllegalArgumentException("a key id is not negative");
    }
  }

  /** A one-time prekey whose public key {@code signer} signs. */
  public static OneTimePrekey sign(int keyId, CurveKey publicKey, IdentitySigner signer) {
    return new OneTimePrekey(keyId, publicKey, signer.sign(publicKey.encode()));
  }

  @Override
  public byte[] encodedKey() {
    return publicKey.encode();
  }

  @Override
  public KeyIdSpace space() {
    return KeyIdSpace.ONE_TIME_PREKEY;
  }
}
