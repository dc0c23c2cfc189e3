package dev.callsign.directory.lookup;

import dev.callsign.x509.Fingerprint;
import java.nio.charset.StandardCharsets;

/**
 * One serialized form of an answer.
 *
 * <p>The entity tag is strong: it is the SHA-256 of the body (RFC 9110 §8.8.3).
 */
public final class Representation {

  /** The forms in which a callsign is served (docs/protocol.md §8). */
  public enum Form {
    /** The verified record. */
    RECORD("application/json"),
    /** The key statement itself. */
    STATEMENT("application/jose"),
    /** The chain of the domain key, leaf first. */
    CHAIN("application/pem-certificate-chain"),
    /** The identity keys. */
    IDENTITY_KEYS("application/jwk-set+json");

    private final String mediaType;

    Form(String mediaType) {
      this.mediaType = mediaType;
    }

    /** The media type of this form. */
    public String mediaType() {
      return mediaType;
    }
  }

  private final byte[] body;
  private final String entityTag;
  private final String quotedTag;

  Representation(String body) {
    this.body = body.getBytes(StandardCharsets.UTF_8);
    this.entityTag = Fingerprint.sha256Base64Url(this.body);
    this.quotedTag = '"' + entityTag + '"';
  }

  /** The bytes. Shared: not to be changed. */
  public byte[] body() {
    return body;
  }

  /** The entity tag as the header {@code ETag} has it. */
  public String quotedTag() {
    return quotedTag;
  }

  /** The entity tag without its quotation marks. */
  public String entityTag() {
    return entityTag;
  }
}
