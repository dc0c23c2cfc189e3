package dev.callsign.libsignal;

import dev.callsign.prekey.IdentityKey;
import dev.callsign.prekey.IdentitySignature;
import dev.callsign.prekey.IdentitySigner;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;

/**
 * A device's identity that libsignal holds: signs proofs of possession, prekeys and requests. Its
 * signatures are drawn with randomness of libsignal's own, so no two are the same.
 */
public final class LibsignalIdentity implements IdentitySigner {
  private final IdentityKeyPair pair;
  private final IdentityKey identityKey;

  /**
   * The signer for {@code pair}.
   *
   * @throws IllegalArgumentException its public key is not canonical or of small order, which none
   *     that libsignal generates is
   */
  public LibsignalIdentity(IdentityKeyPair pair) {
    this.pair = pair;
    try {
      this.identityKey = IdentityKey.decode(pair.getPublicKey().serialize());
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e.detail(), e);
    }
  }

  /**
   * A key pair of Callsign's, for libsignal: the private key is the Curve25519 form of the same
   * secret.
   */
  public static IdentityKeyPair toLibsignal(dev.callsign.prekey.IdentityKeyPair pair) {
    try {
      return new IdentityKeyPair(
          new org.signal.libsignal.protocol.IdentityKey(pair.identityKey().encode()),
          new ECPrivateKey(pair.curveScalar()));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("libsignal reads every key that was decoded", e);
    }
  }

  @Override
  public IdentityKey identityKey() {
    return identityKey;
  }

  @Override
  public IdentitySignature sign(byte[] message) {
    try {
      return IdentitySignature.decode(
          pair.getPrivateKey().calculateSignature(message), Slug.PREKEY_MALFORMED);
    } catch (MalformedException e) {
      throw new IllegalStateException("a signature has 64 bytes", e);
    }
  }
}
