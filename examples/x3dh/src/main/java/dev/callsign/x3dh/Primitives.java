package dev.callsign.x3dh;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** X25519, HKDF and AES-GCM of the JDK, in the shapes that X3DH needs. */
final class Primitives {

  /** Bytes of every secret here. */
  static final int SECRET_BYTES = 32;

  private static final byte[] INFO = "callsign-x3dh-v1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MESSAGE_INFO =
      "callsign-x3dh-v1 first message".getBytes(StandardCharsets.US_ASCII);

  /** F of X3DH §2.2: what no encoding of a point begins with. */
  private static final byte[] F = new byte[32];

  private static final byte[] ZERO_SALT = new byte[32];
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  static {
    Arrays.fill(F, (byte) 0xff);
  }

  private Primitives() {}

  /** X25519 (RFC 7748 §5). Neither point is of small order: the key types of core see to that. */
  static byte[] agree(byte[] scalar, byte[] uCoordinate) {
    try {
      KeyFactory keys = KeyFactory.getInstance("X25519");
      KeyAgreement agreement = KeyAgreement.getInstance("X25519");
      agreement.init(
          keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar)));
      agreement.doPhase(
          keys.generatePublic(
              new XECPublicKeySpec(NamedParameterSpec.X25519, fromLittleEndian(uCoordinate))),
          true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has X25519, and the keys were checked", e);
    }
  }

  /** SK of X3DH §3.3: KDF(DH1 || DH2 || DH3 [|| DH4]), HKDF with a salt of zeros (§2.2). */
  static byte[] derive(byte[]... agreements) {
    ByteArrayOutputStream material = new ByteArrayOutputStream();
    material.writeBytes(F);
    for (byte[] agreement : agreements) {
      material.writeBytes(agreement);
    }
    return hkdf(material.toByteArray(), INFO);
  }

  /** Encrypts the first message under a key of its own, which is derived from SK. */
  static byte[] seal(byte[] secret, byte[] associatedData, byte[] plaintext, SecureRandom random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, secret, associatedData, nonce);
      ByteArrayOutputStream sealed = new ByteArrayOutputStream();
      sealed.writeBytes(nonce);
      sealed.writeBytes(cipher.doFinal(plaintext));
      return sealed.toByteArray();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /** Decrypts what {@link #seal} made; empty when anything is another. */
  static Optional<byte[]> open(byte[] secret, byte[] associatedData, byte[] sealed) {
    if (sealed.length < NONCE_BYTES) {
      return Optional.empty();
    }
    try {
      byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, secret, associatedData, nonce);
      return Optional.of(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  private static Cipher cipher(int mode, byte[] secret, byte[] associatedData, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(hkdf(secret, MESSAGE_INFO), "AES"),
        new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(associatedData);
    return cipher;
  }

  private static byte[] hkdf(byte[] material, byte[] info) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(material)
                  .addSalt(ZERO_SALT)
                  .thenExpand(info, SECRET_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("JDK 25 has HKDF-SHA256", e);
    }
  }

  private static BigInteger fromLittleEndian(byte[] bytes) {
    byte[] bigEndian = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      bigEndian[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, bigEndian);
  }
}
