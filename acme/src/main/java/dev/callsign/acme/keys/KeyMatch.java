package dev.callsign.acme.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;

/** Finds out by a signature whether two halves belong together, and so that the key works. */
public final class KeyMatch {

  /** Signed here and nowhere else; it begins like nothing that a domain key signs for others. */
  private static final byte[] MESSAGE =
      "callsign-key-check-v1\0".getBytes(StandardCharsets.US_ASCII);

  private KeyMatch() {}

  /** Whether what {@code privateKey} signs verifies under {@code publicKey}; RSA and EC. */
  public static boolean areHalves(PrivateKey privateKey, PublicKey publicKey) {
    String algorithm = publicKey instanceof RSAKey ? "SHA256withRSA" : "SHA256withECDSA";
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(privateKey);
      signer.update(MESSAGE);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(publicKey);
      verifier.update(MESSAGE);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | RuntimeException e) {
      return false; // a key of another kind
    }
  }
}
