package dev.callsign.x509;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;

/** SHA-256 of certificates and of their subject public keys, in the two spellings in use. */
public final class Fingerprint {

  private Fingerprint() {}

  /** Lower-case hex, as certificate tools print it. */
  public static String sha256Hex(byte[] bytes) {
    return HexFormat.of().formatHex(sha256(bytes));
  }

  /** Base64url without padding, as statements carry it. */
  public static String sha256Base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(bytes));
  }

  /** SHA-256 of the whole certificate in DER ({@code x5t#S256}, RFC 7515 §4.1.8), base64url. */
  public static String ofCertificate(X509Certificate certificate) {
    return sha256Base64Url(CertificateChain.encode(certificate));
  }

  /** SHA-256 of the SubjectPublicKeyInfo in DER (RFC 5280 §4.1.2.7), base64url. */
  public static String ofKey(PublicKey key) {
    return sha256Base64Url(key.getEncoded());
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
