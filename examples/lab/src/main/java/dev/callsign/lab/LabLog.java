package dev.callsign.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.ByteArrayDataOutput;
import com.google.common.io.ByteStreams;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A log of certificate transparency that promises everything and shows nothing: it has a key and
 * signs SCTs (RFC 6962 §3.2). Safe for concurrent use.
 */
final class LabLog {

  /** Version v1, SignatureType certificate_timestamp, LogEntryType precert_entry. */
  private static final int V1 = 0;

  private static final int CERTIFICATE_TIMESTAMP = 0;
  private static final int PRECERT_ENTRY = 1;

  /** HashAlgorithm sha256, SignatureAlgorithm ecdsa (RFC 5246 §7.4.1.4.1). */
  private static final byte[] SHA256_ECDSA = {4, 3};

  /** What a log is asked to promise: PreCert of RFC 6962 §3.2, and when. */
  static final class Submission {
    private final byte[] issuerKeyHash;
    private final byte[] tbsCertificate;
    private final Instant at;

    /**
     * A submission.
     *
     * @param issuerKey SubjectPublicKeyInfo of the issuer in DER
     * @param tbsCertificate of the certificate before it has SCTs, in DER
     */
    Submission(byte[] issuerKey, byte[] tbsCertificate, Instant at) {
      this.issuerKeyHash = sha256(issuerKey);
      this.tbsCertificate = tbsCertificate.clone();
      this.at = at;
    }
  }

  private final String operator;
  private final String description;
  private final boolean isStatic;
  private final KeyPair key;
  private final SecureRandom random;
  private final AtomicLong entries = new AtomicLong();

  LabLog(String operator, String name, boolean isStatic, SecureRandom random) {
    this.operator = operator;
    this.description = operator + " '" + name + "'";
    this.isStatic = isStatic;
    this.key = KeyType.P256.generate(random);
    this.random = random;
  }

  /** SHA-256 of the key. */
  byte[] id() {
    return sha256(key.getPublic().getEncoded());
  }

  /** SHA-256 of the key, as log lists spell it. */
  String idText() {
    return Base64.getEncoder().encodeToString(id());
  }

  /** The log's entry in a list of logs. */
  ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("operator", operator)
        .put("description", description)
        .put("kind", isStatic ? "static-ct" : "rfc6962")
        .put("log_id", idText())
        .put("key", Base64.getEncoder().encodeToString(key.getPublic().getEncoded()));
  }

  /** Promises to show the certificate; a static log says at which index. */
  byte[] promise(Submission submission) {
    return promise(submission, key.getPrivate());
  }

  /** The same in this log's name, but signed by another. */
  byte[] promiseForgedBy(LabLog other, Submission submission) {
    return promise(submission, other.key.getPrivate());
  }

  private byte[] promise(Submission submission, PrivateKey signingKey) {
    long timestamp = submission.at.toEpochMilli();
    byte[] extensions = isStatic ? leafIndex(entries.getAndIncrement()) : new byte[0];
    byte[] signature = sign(signedBytes(submission, extensions), signingKey);
    ByteArrayDataOutput sct = ByteStreams.newDataOutput();
    sct.writeByte(V1);
    sct.write(id());
    sct.writeLong(timestamp);
    sct.writeShort(extensions.length);
    sct.write(extensions);
    sct.write(SHA256_ECDSA);
    sct.writeShort(signature.length);
    sct.write(signature);
    return sct.toByteArray();
  }

  private static byte[] signedBytes(Submission submission, byte[] extensions) {
    byte[] tbs = submission.tbsCertificate;
    ByteArrayDataOutput signed = ByteStreams.newDataOutput();
    signed.writeByte(V1);
    signed.writeByte(CERTIFICATE_TIMESTAMP);
    signed.writeLong(submission.at.toEpochMilli());
    signed.writeShort(PRECERT_ENTRY);
    signed.write(submission.issuerKeyHash);
    signed.writeByte(tbs.length >> 16); // three octets of length
    signed.writeShort(tbs.length);
    signed.write(tbs);
    signed.writeShort(extensions.length);
    signed.write(extensions);
    return signed.toByteArray();
  }

  private byte[] sign(byte[] bytes, PrivateKey signingKey) {
    try {
      Signature signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(signingKey, random);
      signer.update(bytes);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with P-256", e);
    }
  }

  /** The extension leaf_index: type 0, length 5, forty bits (c2sp.org/static-ct-api). */
  private static byte[] leafIndex(long index) {
    ByteArrayDataOutput extension = ByteStreams.newDataOutput();
    extension.writeByte(0);
    extension.writeShort(5);
    extension.writeByte((int) (index >> 32));
    extension.writeInt((int) index);
    return extension.toByteArray();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
