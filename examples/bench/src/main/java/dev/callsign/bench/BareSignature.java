package dev.callsign.bench;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** A signature with everything prepared: what remains is what no verifier can do without. */
final class BareSignature {
  private final Signature verifier;
  private final PublicKey key;
  private final byte[] signed;
  private final byte[] signature;

  BareSignature(String algorithm, PublicKey key, byte[] signed, byte[] signature)
      throws GeneralSecurityException {
    this.verifier = Signature.getInstance(algorithm);
    this.key = key;
    this.signed = signed;
    this.signature = signature;
    if (algorithm.equals("RSASSA-PSS")) {
      verifier.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
  }

  /** Whether it verifies; by the provider that the JDK prefers, as everywhere else. */
  boolean verifies() throws GeneralSecurityException {
    verifier.initVerify(key);
    verifier.update(signed);
    return verifier.verify(signature);
  }
}
