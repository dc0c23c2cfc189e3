package dev.callsign.prekey;

import org.jspecify.annotations.Nullable;

/** A public prekey of any kind, well-formed; that its signature holds is a question to ask. */
public sealed interface Prekey permits SignedPrekey, OneTimePrekey, PqPrekey {

  /** The highest key id; the lowest is 0 (docs/protocol.md §4). */
  int MAX_KEY_ID = Integer.MAX_VALUE;

  /** The id, unique in its {@link #space} of the device for ever. */
  int keyId();

  /** The type byte and the key, exactly as signed; a copy. */
  byte[] encodedKey();

  /** The identity key's signature over {@link #encodedKey}; null only for a one-time prekey. */
  @Nullable IdentitySignature signature();

  /** Which ids this one's must differ from. */
  KeyIdSpace space();

  /** Whether the signature, where there is one, is {@code identityKey}'s. */
  default boolean isSignedBy(IdentityKey identityKey) {
    IdentitySignature signature = signature();
    return signature == null || identityKey.verifies(encodedKey(), signature);
  }
}
