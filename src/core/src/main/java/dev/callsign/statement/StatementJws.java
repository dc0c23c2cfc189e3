package dev.callsign.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import dev.callsign.json.Base64Url;
import dev.callsign.json.StrictJson;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.Fingerprint;
import dev.callsign.x509.SignatureChecks;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A key statement taken apart but not yet believed: header read, payload still bytes, signature
 * unverified (RFC 7515 §5.2, steps 1 to 7).
 *
 * @param compact the whole, as hosted
 * @param algorithm {@code alg}
 * @param chain {@code x5c}, leaf first
 */
record StatementJws(String compact, DomainKeyAlgorithm algorithm, CertificateChain chain) {

  /** Bytes of the largest statement, whole (protocol §3); a real RSA chain needs about 7,300. */
  static final int MAX_BYTES = 16 * 1024;

  /** Certificates in {@code x5c}: a leaf and its issuer at least; roots may be left out. */
  static final int MIN_CERTIFICATES = 2;

  static final int MAX_CERTIFICATES = 6;

  static final String TYPE = "callsign-statement+jwt";

  /** Exactly these: in particular no url or nonce, which a CA's revokeCert request has. */
  private static final Set<String> HEADER_MEMBERS = Set.of("typ", "alg", "x5c", "x5t#S256");

  /**
   * Parses a compact serialization.
   *
   * @throws MalformedException {@code statement-malformed}, {@code statement-header} or {@code
   *     statement-algorithm}
   */
  static StatementJws parse(String compact) throws MalformedException {
    if (compact.length() > MAX_BYTES) {
      throw malformed("a statement has at most " + MAX_BYTES + " bytes");
    }
    List<String> parts = Splitter.on('.').splitToList(compact);
    if (parts.size() != 3) {
      throw malformed("a compact JWS has three parts, separated by dots");
    }
    byte[] header = Base64Url.decode(parts.get(0), Slug.STATEMENT_MALFORMED, "the header");
    Base64Url.decode(parts.get(1), Slug.STATEMENT_MALFORMED, "the payload");
    Base64Url.decode(parts.get(2), Slug.STATEMENT_MALFORMED, "the signature");
    StrictJson json = StrictJson.parse(header, Slug.STATEMENT_HEADER, "header");
    json.requireOnly(HEADER_MEMBERS);
    if (!json.text("typ").equals(TYPE)) {
      throw json.malformed("'typ' is not " + TYPE);
    }
    String alg = json.text("alg");
    DomainKeyAlgorithm algorithm =
        DomainKeyAlgorithm.of(alg)
            .orElseThrow(
                () ->
                    new MalformedException(
                        Slug.STATEMENT_ALGORITHM, "'alg' is none of ES256 ES384 PS256 RS256"));
    CertificateChain chain = chain(json);
    Optional<String> thumbprint = json.optionalText("x5t#S256");
    if (thumbprint.isPresent()
        && !thumbprint.get().equals(Fingerprint.ofCertificate(chain.leaf()))) {
      throw json.malformed("'x5t#S256' is not the SHA-256 of the leaf");
    }
    return new StatementJws(compact, algorithm, chain);
  }

  /** The payload, decoded. */
  byte[] payload() {
    return Base64.getUrlDecoder()
        .decode(compact.substring(compact.indexOf('.') + 1, compact.lastIndexOf('.')));
  }

  /** The signature, decoded. */
  byte[] signature() {
    return Base64.getUrlDecoder().decode(compact.substring(compact.lastIndexOf('.') + 1));
  }

  /** The signed bytes: ASCII of header and payload with the dot between them (RFC 7515 §5.1). */
  byte[] signingInput() {
    return compact.substring(0, compact.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Whether the key of the leaf in {@code x5c} made the signature, with an algorithm that fits it.
   */
  boolean isSignedByLeaf(SignatureChecks checks) {
    PublicKey key = chain.leaf().getPublicKey();
    byte[] message = signingInput();
    byte[] signature = signature();
    return checks.holds(
        algorithm.name(),
        key,
        message,
        signature,
        () -> algorithm.verifies(key, message, signature));
  }

  private static CertificateChain chain(StrictJson json) throws MalformedException {
    List<byte[]> der = new ArrayList<>();
    for (JsonNode element : json.array("x5c", MIN_CERTIFICATES, MAX_CERTIFICATES)) {
      try {
        der.add(Base64.getDecoder().decode(element.isTextual() ? element.textValue() : "?"));
      } catch (IllegalArgumentException e) {
        throw json.malformed("an element of 'x5c' is not base64");
      }
    }
    return CertificateChain.decode(der);
  }

  private static MalformedException malformed(String detail) {
    return new MalformedException(Slug.STATEMENT_MALFORMED, detail);
  }
}
