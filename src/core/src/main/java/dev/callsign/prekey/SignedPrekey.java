package dev.callsign.prekey;

/**
 * The prekey that a device replaces every few days (X3DH §3.2).
 *
 * @param keyId 0 to {@value Prekey#MAX_KEY_ID}
 * @param signature the identity key's, over the 33 bytes of {@code publicKey}
 */
public record SignedPrekey(int keyId, CurveKey publicKey, IdentitySignature signature)
    implements Prekey {

  /** Refuses ids that are not. */
  public SignedPrekey {
    if (keyId < 0) {
      throw new IllegalArgumentException("a key id is not negative");
    }
  }

  /** A signed prekey whose public key {@code signer} signs. */
  public static SignedPrekey sign(int keyId, CurveKey publicKey, IdentitySigner signer) {
    return new SignedPrekey(keyId, publicKey, signer.sign(publicKey.encode()));
  }

  @Override
  public byte[] encodedKey() {
    return publicKey.encode();
  }

  @Override
  public KeyIdSpace space() {
    return KeyIdSpace.SIGNED_PREKEY;
  }
}
