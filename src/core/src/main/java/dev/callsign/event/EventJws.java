package dev.callsign.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.base.Splitter;
import dev.callsign.json.Base64Url;
import dev.callsign.json.StrictJson;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * A delivery taken apart without believing it: compact JWS (RFC 7515 §7.1) with the header of
 * docs/protocol.md §8.
 *
 * @param compact the whole, as received
 * @param kid which key shall have signed it
 */
record EventJws(String compact, String kid) {

  static final String TYPE = "callsign-event+jws";
  static final String ALGORITHM = "EdDSA";

  private static final Slug BAD = Slug.BAD_EVENT;
  private static final Set<String> MEMBERS = Set.of("typ", "alg", "kid");

  /**
   * Parses the body of a delivery.
   *
   * @throws NotAJws no compact JWS at all
   * @throws MalformedException {@code bad-event}: a JWS, but not with this header
   */
  static EventJws parse(byte[] body) throws NotAJws, MalformedException {
    if (body.length > EventVerifier.MAX_BYTES) {
      throw new NotAJws("a delivery has at most " + EventVerifier.MAX_BYTES + " bytes");
    }
    // What is not ASCII becomes U+FFFD, which is not base64url.
    String compact = new String(body, StandardCharsets.US_ASCII);
    List<String> parts = Splitter.on('.').splitToList(compact);
    if (parts.size() != 3) {
      throw new NotAJws("a compact JWS has three parts, separated by dots");
    }
    byte[] header;
    try {
      header = Base64Url.decode(parts.get(0), BAD, "the header");
      Base64Url.decode(parts.get(1), BAD, "the payload");
      Base64Url.decode(parts.get(2), BAD, "the signature");
    } catch (MalformedException e) {
      throw new NotAJws(e.detail());
    }
    StrictJson json = StrictJson.parse(header, BAD, "header");
    json.requireOnly(MEMBERS);
    if (!json.text("typ").equals(TYPE)) {
      throw json.malformed("'typ' is not " + TYPE);
    }
    if (!json.text("alg").equals(ALGORITHM)) {
      throw json.malformed("'alg' is not " + ALGORITHM);
    }
    return new EventJws(compact, json.text("kid"));
  }

  /** Header and payload as they are signed, with the dot between them. */
  static String signingInput(DirectoryKey key, String payload) {
    String header =
        JsonNodeFactory.instance
            .objectNode()
            .put("typ", TYPE)
            .put("alg", ALGORITHM)
            .put("kid", key.kid())
            .toString();
    return Base64Url.encode(header.getBytes(StandardCharsets.UTF_8))
        + "."
        + Base64Url.encode(payload.getBytes(StandardCharsets.UTF_8));
  }

  /** The signed bytes (RFC 7515 §5.1). */
  byte[] signingInput() {
    return compact.substring(0, compact.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
  }

  /** The payload, decoded. */
  byte[] payload() {
    return Base64.getUrlDecoder()
        .decode(compact.substring(compact.indexOf('.') + 1, compact.lastIndexOf('.')));
  }

  /** The signature, decoded; perhaps not of its length. */
  byte[] signature() {
    return Base64.getUrlDecoder().decode(compact.substring(compact.lastIndexOf('.') + 1));
  }

  /** The body is no JWS in compact serialization. */
  static final class NotAJws extends Exception {
    private static final long serialVersionUID = 1L;

    NotAJws(String detail) {
      super(detail);
    }
  }
}
