package dev.callsign.request;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.prekey.IdentityKeyPair;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A signed request before it is signed: right in every way, until a test changes one thing. Written
 * out with the JDK alone, not by the code under test.
 */
final class RequestDraft {

  static final String METHOD = "POST";
  static final URI CLAIMS =
      URI.create("https://directory.example/v1/callsigns/bob.example/devices/2/claims");
  static final Instant AT = Instant.ofEpochSecond(1_790_000_000);
  static final String JTI = "AAECAwQFBgcICQoLDA0ODw";

  private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

  private final ObjectNode header = JsonNodeFactory.instance.objectNode();
  private final ObjectNode body = JsonNodeFactory.instance.objectNode();
  private final IdentityKeyPair signer;
  private byte[] payload = {};
  private UnaryOperator<String> headerText = text -> text;
  private UnaryOperator<byte[]> signature = bytes -> bytes;

  private RequestDraft(IdentityKeyPair signer) {
    this.signer = signer;
    header
        .put("typ", "callsign-request+jws")
        .put("alg", "EdDSA")
        .put("kid", "alice.example#1")
        .put("htm", METHOD)
        .put("htu", CLAIMS.toString())
        .put("iat", AT.getEpochSecond())
        .put("jti", JTI);
  }

  static RequestDraft by(IdentityKeyPair signer) {
    return new RequestDraft(signer);
  }

  RequestDraft header(Consumer<ObjectNode> change) {
    change.accept(header);
    return this;
  }

  /** Changes the header as text, where JSON objects cannot lie enough. */
  RequestDraft headerText(UnaryOperator<String> change) {
    headerText = change;
    return this;
  }

  RequestDraft payload(String text) {
    payload = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  RequestDraft signature(UnaryOperator<byte[]> change) {
    signature = change;
    return this;
  }

  /** Plain Ed25519 by the JDK. */
  ObjectNode sign() {
    String encodedHeader =
        BASE64_URL.encodeToString(
            headerText.apply(header.toString()).getBytes(StandardCharsets.UTF_8));
    String encodedPayload = BASE64_URL.encodeToString(payload);
    byte[] input = (encodedHeader + "." + encodedPayload).getBytes(StandardCharsets.US_ASCII);
    return body.put("protected", encodedHeader)
        .put("payload", encodedPayload)
        .put("signature", BASE64_URL.encodeToString(signature.apply(ed25519(input))));
  }

  private byte[] ed25519(byte[] input) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new PKCS8EncodedKeySpec(signer.encode())));
      ed25519.update(input);
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
