package dev.callsign.prekey;

/**
 * Whoever holds a device's identity key and signs with it: a key pair in this process, a messaging
 * client's own store, a token.
 */
public interface IdentitySigner {

  /** The public half. */
  IdentityKey identityKey();

  /** Signs exactly {@code message}, in libsignal's variant of XEdDSA. */
  IdentitySignature sign(byte[] message);
}
