package dev.callsign.ct;

import dev.callsign.report.MalformedException;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What a log saw before the certificate existed: the structure PreCert of RFC 6962 §3.2, made again
 * from the certificate.
 *
 * <p>The TBSCertificate is the certificate's own, byte for byte, without the one extension that
 * carries the SCTs; the lengths around it follow.
 */
final class Precertificate {

  /** The object identifier 1.3.6.1.4.1.11129.2.4.2 in DER. */
  private static final byte[] SCT_LIST_OID = HexFormat.of().parseHex("060a2b06010401d679020402");

  /** Tags of the fields of TBSCertificate that are context-specific (RFC 5280 §4.1). */
  private static final int VERSION = 0xa0;

  private static final int EXTENSIONS = 0xa3;

  /** The place of subjectPublicKeyInfo where the optional version is there. */
  private static final int SUBJECT_PUBLIC_KEY_INFO = 6;

  private final byte[] issuerKeyHash;
  private final byte[] tbsCertificate;

  private Precertificate(byte[] issuerKeyHash, byte[] tbsCertificate) {
    this.issuerKeyHash = issuerKeyHash;
    this.tbsCertificate = tbsCertificate;
  }

  /**
   * The precertificate of a leaf.
   *
   * @param issuer whose key signed the leaf
   * @throws MalformedException {@code ct-bad-sct}: not DER where it has to be taken apart
   */
  static Precertificate of(X509Certificate leaf, X509Certificate issuer) throws MalformedException {
    return new Precertificate(sha256(subjectPublicKeyInfo(tbs(issuer))), withoutSctList(tbs(leaf)));
  }

  /** SHA-256 of the issuer's SubjectPublicKeyInfo in DER. */
  byte[] issuerKeyHash() {
    return issuerKeyHash.clone();
  }

  /** The TBSCertificate that the log signed for, in DER. */
  byte[] tbsCertificate() {
    return tbsCertificate.clone();
  }

  private static byte[] withoutSctList(byte[] tbs) throws MalformedException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    for (Der field : Der.decode(tbs).children(Der.SEQUENCE)) {
      kept.writeBytes(field.tag() == EXTENSIONS ? withoutSctList(field) : field.encoded());
    }
    return Der.encode(Der.SEQUENCE, List.of(kept.toByteArray()));
  }

  /** The field extensions; nothing at all where the SCT list was the only extension. */
  private static byte[] withoutSctList(Der field) throws MalformedException {
    List<byte[]> kept = new ArrayList<>();
    for (Der extensions : field.children(EXTENSIONS)) {
      for (Der extension : extensions.children(Der.SEQUENCE)) {
        List<Der> parts = extension.children(Der.SEQUENCE);
        if (parts.isEmpty() || !Arrays.equals(parts.getFirst().encoded(), SCT_LIST_OID)) {
          kept.add(extension.encoded());
        }
      }
    }
    return kept.isEmpty()
        ? new byte[0]
        : Der.encode(EXTENSIONS, List.of(Der.encode(Der.SEQUENCE, kept)));
  }

  private static byte[] subjectPublicKeyInfo(byte[] tbs) throws MalformedException {
    List<Der> fields = Der.decode(tbs).children(Der.SEQUENCE);
    boolean versioned = fields.getFirst().tag() == VERSION;
    return fields.get(versioned ? SUBJECT_PUBLIC_KEY_INFO : SUBJECT_PUBLIC_KEY_INFO - 1).encoded();
  }

  private static byte[] tbs(X509Certificate certificate) {
    try {
      return certificate.getTBSCertificate();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a decoded certificate has an encoding", e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
