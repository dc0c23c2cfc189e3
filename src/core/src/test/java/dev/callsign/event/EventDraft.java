package dev.callsign.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A delivery before it is signed: right in every way, until a test changes one thing. Written out
 * and signed with the JDK alone, not by the code under test.
 */
final class EventDraft {

  static final URI DIRECTORY = URI.create("https://directory.example");
  static final URI HOOK = URI.create("https://hooks.watcher.example/events?of=bob");
  static final Instant AT = Instant.ofEpochSecond(1_790_000_000);

  private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

  private final ObjectNode header = JsonNodeFactory.instance.objectNode();
  private final ObjectNode payload = JsonNodeFactory.instance.objectNode();
  private final ObjectNode event = payload.objectNode();
  private String key = Rfc8037.D;
  private UnaryOperator<String> headerText = text -> text;
  private UnaryOperator<String> payloadText = text -> text;
  private UnaryOperator<byte[]> signature = bytes -> bytes;

  EventDraft() {
    header.put("typ", "callsign-event+jws").put("alg", "EdDSA").put("kid", Rfc8037.KID);
    payload
        .put("iss", DIRECTORY.toString())
        .put("aud", HOOK.toString())
        .put("iat", AT.getEpochSecond());
    event
        .put("id", 41)
        .put("callsign", "bob.example")
        .put("type", "prekeys.low")
        .put("at", "2026-09-21T14:13:20Z")
        .put("state", "active");
    payload.set("event", event);
  }

  /** Signs with another private key than the directory's. */
  EventDraft by(String d) {
    key = d;
    return this;
  }

  EventDraft header(Consumer<ObjectNode> change) {
    change.accept(header);
    return this;
  }

  EventDraft payload(Consumer<ObjectNode> change) {
    change.accept(payload);
    return this;
  }

  EventDraft event(Consumer<ObjectNode> change) {
    change.accept(event);
    return this;
  }

  /** Changes the header as text, where JSON objects cannot lie enough. */
  EventDraft headerText(UnaryOperator<String> change) {
    headerText = change;
    return this;
  }

  EventDraft payloadText(UnaryOperator<String> change) {
    payloadText = change;
    return this;
  }

  EventDraft signature(UnaryOperator<byte[]> change) {
    signature = change;
    return this;
  }

  ObjectNode event() {
    return event;
  }

  String sign() {
    String input =
        base64Url(headerText.apply(header.toString()))
            + "."
            + base64Url(payloadText.apply(payload.toString()));
    return input + "." + BASE64_URL.encodeToString(signature.apply(Rfc8037.sign(key, input)));
  }

  private static String base64Url(String text) {
    return BASE64_URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
