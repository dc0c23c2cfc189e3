package dev.callsign.testing;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Key pairs, made once a run where making them takes time. */
public final class TestKeys {

  private static final Map<String, KeyPair> MADE = new ConcurrentHashMap<>();

  private TestKeys() {}

  /** A new key pair on P-256. */
  public static KeyPair p256() {
    return curve("secp256r1");
  }

  /** A new key pair on P-384. */
  public static KeyPair p384() {
    return curve("secp384r1");
  }

  /** A new key pair on a named curve. */
  public static KeyPair curve(String name) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(name));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The RSA key pair of this size and {@code owner}; the same at every call. */
  public static KeyPair rsa(int bits, String owner) {
    return MADE.computeIfAbsent(bits + owner, key -> newRsa(bits));
  }

  /** A new Ed25519 key pair, which no public certificate has. */
  public static KeyPair ed25519() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair newRsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
