package dev.callsign.directory;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.json.Base64Url;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.request.DeviceAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * A signed request in the making, which a test may get wrong: written after docs/protocol.md §4,
 * without the project's own signer.
 */
final class RequestDraft {
  private static final int SIGN_BYTE = 63;

  private final ObjectNode header = JsonNodeFactory.instance.objectNode();
  private final String document;
  private IdentityKeyPair signer;
  private boolean isPlain;
  private String payloadSent;
  private boolean isHeaderSpacedAfterwards;

  RequestDraft(
      DeviceAddress device,
      IdentityKeyPair signer,
      String method,
      URI uri,
      String document,
      Instant at) {
    byte[] jti = new byte[16];
    new SecureRandom().nextBytes(jti);
    header
        .put("typ", "callsign-request+jws")
        .put("alg", "EdDSA")
        .put("kid", device.toString())
        .put("htm", method)
        .put("htu", uri.toString())
        .put("iat", at.getEpochSecond())
        .put("jti", Base64Url.encode(jti));
    this.signer = signer;
    this.document = document;
    this.payloadSent = document;
  }

  /** Changes the header before it is signed. */
  RequestDraft header(Consumer<ObjectNode> change) {
    change.accept(header);
    return this;
  }

  RequestDraft with(String member, String value) {
    return header(json -> json.put(member, value));
  }

  RequestDraft without(String member) {
    return header(json -> json.remove(member));
  }

  /** Signs with another key than the one of the device in {@code kid}. */
  RequestDraft signedBy(IdentityKeyPair other) {
    signer = other;
    return this;
  }

  /** Clears the bit that libsignal adds to an Ed25519 signature. */
  RequestDraft plain() {
    isPlain = true;
    return this;
  }

  /** Sends another document than the signed one. */
  RequestDraft sending(String other) {
    payloadSent = other;
    return this;
  }

  /** Sends another spelling of the header than the signed one. */
  RequestDraft respelled() {
    isHeaderSpacedAfterwards = true;
    return this;
  }

  ObjectNode json() {
    String signed = encode(header.toString());
    byte[] signature =
        signer.sign((signed + "." + encode(document)).getBytes(StandardCharsets.US_ASCII)).encode();
    if (isPlain) {
      signature[SIGN_BYTE] &= 0x7f;
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("protected", isHeaderSpacedAfterwards ? encode(header + " ") : signed)
        .put("payload", encode(payloadSent))
        .put("signature", Base64Url.encode(signature));
  }

  byte[] body() {
    return json().toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return Base64Url.encode(text.getBytes(StandardCharsets.UTF_8));
  }
}
