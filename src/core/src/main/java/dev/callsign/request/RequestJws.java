package dev.callsign.request;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.json.Base64Url;
import dev.callsign.json.StrictJson;
import dev.callsign.prekey.IdentitySignature;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;

/**
 * A signed request, read without believing it: flattened JWS JSON serialization (RFC 7515 §7.2.2)
 * with the header of docs/protocol.md §4.
 *
 * @param encodedHeader base64url, as signed
 * @param encodedPayload base64url, as signed; empty for an empty payload
 * @param signature not yet verified
 */
record RequestJws(
    String encodedHeader,
    String encodedPayload,
    IdentitySignature signature,
    RequestHeader header) {

  static final String TYPE = "callsign-request+jws";
  static final String ALGORITHM = "EdDSA";
  static final String PROTECTED = "protected";
  static final String PAYLOAD = "payload";
  static final String SIGNATURE = "signature";

  private static final Slug BAD = Slug.BAD_REQUEST_SIGNATURE;
  private static final Set<String> MEMBERS = Set.of(PROTECTED, PAYLOAD, SIGNATURE);

  /**
   * The members of the protected header that differ between requests.
   *
   * @param kid the text of a {@link DeviceAddress}, not yet parsed
   * @param jti base64url of {@value RequestSigner#JTI_BYTES} bytes
   */
  record RequestHeader(String kid, String htm, String htu, Instant issuedAt, String jti) {

    private static final Set<String> MEMBERS =
        Set.of("typ", "alg", "kid", "htm", "htu", "iat", "jti");

    static RequestHeader parse(byte[] header) throws MalformedException {
      StrictJson json = StrictJson.parse(header, BAD, "protected header");
      json.requireOnly(MEMBERS);
      if (!json.text("typ").equals(TYPE)) {
        throw json.malformed("'typ' is not " + TYPE);
      }
      if (!json.text("alg").equals(ALGORITHM)) {
        throw json.malformed("'alg' is not " + ALGORITHM);
      }
      Base64Url.decode(json.text("jti"), RequestSigner.JTI_BYTES, BAD, "'jti'");
      return new RequestHeader(
          json.text("kid"),
          json.text("htm"),
          json.text("htu"),
          Instant.ofEpochSecond(json.integer("iat", 0, StrictJson.MAX_INTEGER)),
          json.text("jti"));
    }

    static ObjectNode encode(
        DeviceAddress device, String method, URI uri, Instant issuedAt, String jti) {
      return JsonNodeFactory.instance
          .objectNode()
          .put("typ", TYPE)
          .put("alg", ALGORITHM)
          .put("kid", device.toString())
          .put("htm", method)
          .put("htu", uri.toString())
          .put("iat", issuedAt.getEpochSecond())
          .put("jti", jti);
    }
  }

  /**
   * Parses the body of a request.
   *
   * @throws NotAJws no flattened JWS at all
   * @throws MalformedException {@code bad-request-signature}: a JWS, but not with this header
   */
  static RequestJws parse(byte[] body) throws NotAJws, MalformedException {
    StrictJson json;
    String encodedHeader;
    String encodedPayload;
    byte[] header;
    byte[] signature;
    try {
      json = StrictJson.parse(body, BAD, "signed request");
      json.requireOnly(MEMBERS);
      encodedHeader = json.text(PROTECTED);
      encodedPayload = json.text(PAYLOAD);
      header = Base64Url.decode(encodedHeader, BAD, "'protected'");
      Base64Url.decode(encodedPayload, BAD, "'payload'");
      signature = Base64Url.decode(json.text(SIGNATURE), BAD, "'signature'");
    } catch (MalformedException e) {
      throw new NotAJws(e.detail());
    }
    return new RequestJws(
        encodedHeader,
        encodedPayload,
        IdentitySignature.decode(signature, BAD),
        RequestHeader.parse(header));
  }

  /** The body of the request, its members in the order of RFC 7515. */
  String toJson() {
    return toJson(encodedPayload, encodedHeader, signature);
  }

  static String toJson(String encodedPayload, String encodedHeader, IdentitySignature signature) {
    return JsonNodeFactory.instance
        .objectNode()
        .put(PAYLOAD, encodedPayload)
        .put(PROTECTED, encodedHeader)
        .put(SIGNATURE, signature.toBase64Url())
        .toString();
  }

  /** The payload, decoded. */
  byte[] payload() {
    return Base64.getUrlDecoder().decode(encodedPayload);
  }

  /** The signed bytes (RFC 7515 §5.1). */
  byte[] signingInput() {
    return signingInput(encodedHeader, encodedPayload);
  }

  static byte[] signingInput(String encodedHeader, String encodedPayload) {
    return (encodedHeader + "." + encodedPayload).getBytes(StandardCharsets.US_ASCII);
  }

  /** The body is no JWS in flattened JSON serialization. */
  static final class NotAJws extends Exception {
    private static final long serialVersionUID = 1L;

    NotAJws(String detail) {
      super(detail);
    }
  }
}
