package dev.callsign.ct;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.OptionalLong;

/**
 * A signed certificate timestamp of version 1 (RFC 6962 §3.2): the promise of one log to show a
 * certificate.
 *
 * <p>Decoded, not verified: {@link CtLog#signed} does that. Immutable.
 */
final class Sct {

  /** The octet of version 1. */
  static final int VERSION_1 = 0;

  private static final int LOG_ID_BYTES = 32;

  /** Version, log id and timestamp: everything of fixed length before the extensions. */
  private static final int FIXED_BYTES = 1 + LOG_ID_BYTES + Long.BYTES;

  /** SignatureType certificate_timestamp, LogEntryType precert_entry (RFC 6962 §3.2). */
  private static final int CERTIFICATE_TIMESTAMP = 0;

  private static final short PRECERT_ENTRY = 1;

  /** The extension leaf_index of static logs: type 0, five octets (c2sp.org/static-ct-api). */
  private static final int LEAF_INDEX = 0;

  private static final int LEAF_INDEX_BYTES = 5;

  private final String logId;
  private final long timestamp;
  private final byte[] extensions;
  private final int hashAlgorithm;
  private final int signatureAlgorithm;
  private final byte[] signature;

  private Sct(ByteBuffer in) throws MalformedException {
    if (in.remaining() < FIXED_BYTES || in.get() != VERSION_1) {
      throw malformed("an SCT is cut off or not of version 1");
    }
    byte[] id = new byte[LOG_ID_BYTES];
    in.get(id);
    this.logId = Base64.getEncoder().encodeToString(id);
    this.timestamp = in.getLong();
    this.extensions = Opaque.decode(in, "the extensions of an SCT");
    if (in.remaining() < 2) {
      throw malformed("an SCT is cut off before its signature");
    }
    this.hashAlgorithm = in.get() & 0xff;
    this.signatureAlgorithm = in.get() & 0xff;
    this.signature = Opaque.decode(in, "the signature of an SCT");
    if (in.hasRemaining()) {
      throw malformed("bytes follow the signature of an SCT");
    }
  }

  /**
   * Decodes exactly one SCT of version 1.
   *
   * @throws MalformedException {@code ct-bad-sct}: another version, too short or too long
   */
  static Sct decode(byte[] bytes) throws MalformedException {
    return new Sct(ByteBuffer.wrap(bytes));
  }

  /** SHA-256 of the log's key, base64 as log lists spell it. */
  String logId() {
    return logId;
  }

  /** When the log promised; the far future where the 64 bits are no {@link Instant}. */
  Instant timestamp() {
    return timestamp < 0 ? Instant.MAX : Instant.ofEpochMilli(timestamp);
  }

  /** HashAlgorithm of TLS 1.2 (RFC 5246 §7.4.1.4.1): 4 is SHA-256. */
  int hashAlgorithm() {
    return hashAlgorithm;
  }

  /** SignatureAlgorithm of TLS 1.2: 1 is RSA, 3 is ECDSA. */
  int signatureAlgorithm() {
    return signatureAlgorithm;
  }

  byte[] signature() {
    return signature.clone();
  }

  /**
   * The place of the entry in a static log, as the log says; empty where the extensions do not
   * start with a leaf_index. Nothing depends on it: it helps a person to find the entry.
   */
  OptionalLong leafIndex() {
    ByteBuffer in = ByteBuffer.wrap(extensions);
    if (in.remaining() < 1 + Short.BYTES + LEAF_INDEX_BYTES
        || in.get() != LEAF_INDEX
        || in.getShort() != LEAF_INDEX_BYTES) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Integer.toUnsignedLong(in.getInt()) << 8 | (in.get() & 0xff));
  }

  /** What the log signed: digitally-signed struct of RFC 6962 §3.2, extensions included. */
  byte[] signedBytes(Precertificate precertificate) {
    byte[] tbs = precertificate.tbsCertificate();
    byte[] issuerKeyHash = precertificate.issuerKeyHash();
    return ByteBuffer.allocate(
            2
                + Long.BYTES
                + Short.BYTES
                + issuerKeyHash.length
                + 3
                + tbs.length
                + Short.BYTES
                + extensions.length)
        .put((byte) VERSION_1)
        .put((byte) CERTIFICATE_TIMESTAMP)
        .putLong(timestamp)
        .putShort(PRECERT_ENTRY)
        .put(issuerKeyHash)
        .put((byte) (tbs.length >> 16))
        .putShort((short) tbs.length)
        .put(tbs)
        .putShort((short) extensions.length)
        .put(extensions)
        .array();
  }

  private static MalformedException malformed(String detail) {
    return new MalformedException(Slug.CT_BAD_SCT, detail);
  }
}
