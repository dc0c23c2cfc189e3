package dev.callsign.lab;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** The kinds of keys that certificates of the lab are for. */
public enum KeyType {
  /** The usual choice: made in about a millisecond. */
  P256,
  /** What the roots of the lab have. */
  P384,
  /** Below what any policy accepts. */
  RSA_1024,
  /** The shortest RSA key that Let's Encrypt signs. */
  RSA_2048,
  /** Takes up to a second to make. */
  RSA_3072;

  /** Makes a key pair of this type from {@code random}. */
  public KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(isRsa() ? "RSA" : "EC");
      generator.initialize(parameters(), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK makes keys of type " + this, e);
    }
  }

  private boolean isRsa() {
    return switch (this) {
      case P256, P384 -> false;
      case RSA_1024, RSA_2048, RSA_3072 -> true;
    };
  }

  private AlgorithmParameterSpec parameters() {
    return switch (this) {
      case P256 -> new ECGenParameterSpec("secp256r1");
      case P384 -> new ECGenParameterSpec("secp384r1");
      case RSA_1024 -> new RSAKeyGenParameterSpec(1024, RSAKeyGenParameterSpec.F4);
      case RSA_2048 -> new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4);
      case RSA_3072 -> new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4);
    };
  }
}
