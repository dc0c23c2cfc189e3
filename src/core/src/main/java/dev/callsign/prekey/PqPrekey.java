package dev.callsign.prekey;

/**
 * A post-quantum prekey (PQXDH §3.2): the one of last resort, or one that is handed out once. Which
 * of both it is does not show.
 *
 * @param keyId 0 to {@value Prekey#MAX_KEY_ID}
 * @param signature the identity key's, over the 1569 bytes of {@code publicKey}
 */
public record PqPrekey(int keyId, KyberKey publicKey, IdentitySignature signature)
    implements Prekey {

  /** Refuses ids that are not. */
  public PqPrekey {
    if (keyId < 0) {
      throw new IllegalArgumentException("a key id is not negative");
    }
  }

  /** A post-quantum prekey whose public key {@code signer} signs. */
  public static PqPrekey sign(int keyId, KyberKey publicKey, IdentitySigner signer) {
    return new PqPrekey(keyId, publicKey, signer.sign(publicKey.encode()));
  }

  @Override
  public byte[] encodedKey() {
    return publicKey.encode();
  }

  @Override
  public KeyIdSpace space() {
    return KeyIdSpace.PQ_PREKEY;
  }
}
