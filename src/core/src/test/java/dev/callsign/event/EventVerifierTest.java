package dev.callsign.event;

import static dev.callsign.event.EventDraft.AT;
import static dev.callsign.event.EventDraft.DIRECTORY;
import static dev.callsign.event.EventDraft.HOOK;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import dev.callsign.name.NamePolicy;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries by the key of RFC 8037, and the ways in which one can be forged, bent or misused. */
class EventVerifierTest {

  /** Another private key than the directory's. */
  private static final String STRANGER = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

  private static final EventVerifier VERIFIER = verifier(Rfc8037.key());

  /** A delivery that is wrong in one way. */
  record Lie(String why, String body) {
    Lie(String why, UnaryOperator<EventDraft> change) {
      this(why, change.apply(new EventDraft()).sign());
    }

    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<Lie> headers() {
    return Stream.of(
        header("no typ", h -> h.remove("typ")),
        header("no alg", h -> h.remove("alg")),
        header("no kid", h -> h.remove("kid")),
        header("typ null", h -> h.putNull("typ")),
        header("typ of a request", h -> h.put("typ", "callsign-request+jws")),
        header("typ of a statement", h -> h.put("typ", "callsign-statement+jwt")),
        header("typ JWT", h -> h.put("typ", "JWT")),
        header("typ in upper case", h -> h.put("typ", "CALLSIGN-EVENT+JWS")),
        header("alg none", h -> h.put("alg", "none")),
        header("alg Ed25519", h -> h.put("alg", "Ed25519")),
        header("alg HS256", h -> h.put("alg", "HS256")),
        header("alg eddsa", h -> h.put("alg", "eddsa")),
        header("alg a list", h -> h.putArray("alg").add("EdDSA")),
        header("kid of nobody", h -> h.put("kid", "x")),
        header("kid empty", h -> h.put("kid", "")),
        header("kid with a letter more", h -> h.put("kid", Rfc8037.KID + "A")),
        header("kid a number", h -> h.put("kid", 1)),
        header("jwk", h -> h.putObject("jwk").put("kty", "OKP").put("x", Rfc8037.X)),
        header("jku", h -> h.put("jku", "https://directory.example/keys")),
        header("x5c", h -> h.putArray("x5c")),
        header("crit", h -> h.putArray("crit").add("exp")),
        header("b64", h -> h.put("b64", false)),
        header("zip", h -> h.put("zip", "DEF")),
        header("nonce and url, as ACME has them", h -> h.put("nonce", "x").put("url", "y")),
        new Lie("a member twice", d -> d.headerText(t -> t.replace("}", ",\"alg\":\"none\"}"))),
        new Lie("something behind the header", d -> d.headerText(t -> t + "{}")),
        new Lie("a header that is no object", d -> d.headerText(t -> "[" + t + "]")),
        new Lie("a header that is no JSON", d -> d.headerText(t -> "callsign")),
        new Lie("an empty header", d -> d.headerText(t -> "")));
  }

  static Stream<Lie> signatures() {
    String good = new EventDraft().sign();
    String other = new EventDraft().event(e -> e.put("id", 42)).sign();
    return Stream.of(
        new Lie("one bit of R", d -> d.signature(s -> flipped(s, 0))),
        new Lie("one bit of s", d -> d.signature(s -> flipped(s, 32))),
        new Lie("s not reduced", d -> d.signature(EventVerifierTest::notReduced)),
        new Lie("zeros", d -> d.signature(s -> new byte[64])),
        new Lie("63 bytes", d -> d.signature(s -> Arrays.copyOf(s, 63))),
        new Lie("65 bytes", d -> d.signature(s -> Arrays.copyOf(s, 65))),
        new Lie("no bytes", d -> d.signature(s -> new byte[0])),
        new Lie("by somebody else", d -> d.by(STRANGER)),
        new Lie("the payload of another delivery", mixed(good, other, good)),
        new Lie("the signature of another delivery", mixed(good, good, other)),
        new Lie("an empty payload", mixed(good, "..", good)),
        new Lie("three empty parts", ".."));
  }

  static Stream<Lie> payloads() {
    return Stream.of(
        payload("no iss", p -> p.remove("iss")),
        payload("iss of another directory", p -> p.put("iss", "https://evil.example")),
        payload("iss with a slash behind", p -> p.put("iss", DIRECTORY + "/")),
        payload("iss by http", p -> p.put("iss", "http://directory.example")),
        payload("iss in upper case", p -> p.put("iss", "https://Directory.example")),
        payload("iss a list", p -> p.putArray("iss").add(DIRECTORY.toString())),
        payload("no aud", p -> p.remove("aud")),
        payload("aud of another receiver", p -> p.put("aud", "https://evil.example/")),
        payload("aud without its query", p -> p.put("aud", "https://hooks.watcher.example/events")),
        payload("aud with a fragment", p -> p.put("aud", HOOK + "#x")),
        payload("aud a list", p -> p.putArray("aud").add(HOOK.toString())),
        payload("no iat", p -> p.remove("iat")),
        payload("iat 301 s ago", p -> p.put("iat", AT.getEpochSecond() - 301)),
        payload("iat 301 s ahead", p -> p.put("iat", AT.getEpochSecond() + 301)),
        payload("iat in milliseconds", p -> p.put("iat", AT.toEpochMilli())),
        payload("iat 0", p -> p.put("iat", 0)),
        payload("iat negative", p -> p.put("iat", -1)),
        payload("iat 2^53 - 1", p -> p.put("iat", (1L << 53) - 1)),
        payload("iat 2^63", p -> p.put("iat", new BigInteger("9223372036854775808"))),
        payload("iat as text", p -> p.put("iat", "1790000000")),
        payload("iat as fraction", p -> p.put("iat", 1790000000.0)),
        payload("no event", p -> p.remove("event")),
        payload("event null", p -> p.putNull("event")),
        payload("event as text", p -> p.put("event", "{}")),
        payload("event a list", p -> p.putArray("event")),
        new Lie("an event without id", d -> d.event(e -> e.remove("id"))),
        new Lie("an event of no callsign", d -> d.event(e -> e.put("callsign", "com"))),
        new Lie("an event under .test", d -> d.event(e -> e.put("callsign", "bob.test"))),
        new Lie("a payload with a member twice", d -> d.payloadText(t -> t + ",\"iat\":1}")),
        new Lie("an event twice", d -> d.payloadText(t -> t.replace("}}", "},\"event\":{}}"))),
        new Lie("a payload that is no object", d -> d.payloadText(t -> "[" + t + "]")),
        new Lie("the event alone", d -> d.payloadText(t -> d.event().toString())),
        new Lie("no payload", d -> d.payloadText(t -> "")));
  }

  static Stream<Lie> refused() {
    return Stream.of(headers(), signatures(), payloads()).flatMap(lies -> lies);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(Lie lie) {
    EventVerdict verdict = verify(lie.body());

    assertThat(verdict).isInstanceOf(EventVerdict.Refused.class);
    assertThat(((EventVerdict.Refused) verdict).detail()).isNotBlank().hasSizeLessThan(300);
  }

  static Stream<Lie> unreadable() {
    String good = new EventDraft().sign();
    List<String> parts = Splitter.on('.').splitToList(good);
    return Stream.of(
        new Lie("nothing", ""),
        new Lie("NUL", "\0"),
        new Lie("the event alone", new EventDraft().event().toString()),
        new Lie("two parts", parts.get(0) + "." + parts.get(1)),
        new Lie("four parts", good + "."),
        new Lie("five parts, as JWE has them", good + ".."),
        new Lie("a line break behind it", good + "\n"),
        new Lie("a line break in it", good.substring(0, 8) + "\n" + good.substring(8)),
        new Lie("a byte order mark", "\uFEFF" + good),
        new Lie("in quotes", "\"" + good + "\""),
        new Lie("header padded", good.replaceFirst("\\.", "=.")),
        new Lie("signature padded", good + "=="),
        new Lie(
            "signature with bits that mean nothing", good.substring(0, good.length() - 1) + "B"),
        new Lie("not base64url", good.replaceFirst("\\.", "+.")),
        new Lie("letters that look alike", good.replace('e', '\u0435')),
        new Lie(
            "flattened JSON",
            "{\"protected\":\"%s\",\"payload\":\"%s\",\"signature\":\"%s\"}"
                .formatted(parts.get(0), parts.get(1), parts.get(2))),
        new Lie("too large", d -> d.payload(p -> p.put("more", "x".repeat(24 * 1024)))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void unreadable(Lie lie) {
    EventVerdict verdict = verify(lie.body());

    assertThat(verdict).isInstanceOf(EventVerdict.Unreadable.class);
    assertThat(((EventVerdict.Unreadable) verdict).detail()).isNotBlank().hasSizeLessThan(300);
  }

  @Test
  void saysWhatWasSigned() {
    DirectoryEvent event = verified(verify(new EventDraft().sign()));

    assertThat(event.id()).isEqualTo(41);
    assertThat(event.callsign()).hasToString("bob.example");
    assertThat(event.type()).isEqualTo("prekeys.low");
    assertThat(event.at()).isEqualTo("2026-09-21T14:13:20Z");
    assertThat(event.state()).isEqualTo("active");
  }

  @Test
  void passesOverWhatItDoesNotKnow() {
    String body =
        new EventDraft()
            .payload(p -> p.put("jti", "x"))
            .event(e -> e.put("type", "unheard.of").put("more", 1))
            .sign();

    assertThat(verified(verify(body)).type()).isEqualTo("unheard.of");
  }

  @Test
  void takesMembersInAnyOrderAndWhiteSpace() {
    String body =
        new EventDraft()
            .headerText(
                t ->
                    "{\"kid\":\""
                        + Rfc8037.KID
                        + "\",\"alg\":\"EdDSA\",\n"
                        + "\"typ\":\"callsign-event+jws\"}")
            .payloadText(t -> t.replace(",", " ,\n"))
            .sign();

    assertThat(verify(body)).isInstanceOf(EventVerdict.Verified.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {-300, -1, 0, 1, 300})
  void takesClocksThatAreFiveMinutesOff(long seconds) {
    String body = new EventDraft().payload(p -> p.put("iat", AT.getEpochSecond() + seconds)).sign();

    assertThat(verify(body)).isInstanceOf(EventVerdict.Verified.class);
  }

  @Test
  void believesNothingForEver() {
    byte[] body = bytes(new EventDraft().sign());

    assertThat(VERIFIER.verify(body, HOOK, AT.plusSeconds(300)))
        .isInstanceOf(EventVerdict.Verified.class);
    for (Instant late :
        List.of(AT.plusSeconds(301), AT.minusSeconds(301), Instant.MAX, Instant.MIN)) {
      assertThat(VERIFIER.verify(body, HOOK, late)).isInstanceOf(EventVerdict.Refused.class);
    }
  }

  @Test
  void believesOneReceiverOnly() {
    byte[] body = bytes(new EventDraft().sign());

    assertThat(VERIFIER.verify(body, URI.create("https://other.watcher.example/"), AT))
        .isInstanceOf(EventVerdict.Refused.class);
  }

  @Test
  void believesEveryKeyOfTheDirectoryAndNoOther() {
    DirectoryKey second = DirectoryKeyPair.fromSeed(new byte[32]).key();
    byte[] body = bytes(new EventDraft().sign());

    assertThat(verifier(second, Rfc8037.key(), second).verify(body, HOOK, AT))
        .isInstanceOf(EventVerdict.Verified.class);
    assertThat(verifier(second).verify(body, HOOK, AT)).isInstanceOf(EventVerdict.Refused.class);
    assertThat(verifier().verify(body, HOOK, AT)).isInstanceOf(EventVerdict.Refused.class);
  }

  @Test
  void takesTestNamesOnlyWhereTheyAreAllowed() {
    String body = new EventDraft().event(e -> e.put("callsign", "bob.callsign.test")).sign();
    EventVerifier verifier =
        new EventVerifier(NamePolicy.WITH_TEST_NAMES, DIRECTORY, List.of(Rfc8037.key()));

    assertThat(verifier.verify(bytes(body), HOOK, AT)).isInstanceOf(EventVerdict.Verified.class);
    assertThat(verify(body)).isInstanceOf(EventVerdict.Refused.class);
  }

  private static EventVerifier verifier(DirectoryKey... keys) {
    return new EventVerifier(NamePolicy.PUBLIC, DIRECTORY, List.of(keys));
  }

  private static Lie header(String why, Consumer<ObjectNode> change) {
    return new Lie(why, draft -> draft.header(change));
  }

  private static Lie payload(String why, Consumer<ObjectNode> change) {
    return new Lie(why, draft -> draft.payload(change));
  }

  /** Header, payload and signature of three deliveries. */
  private static String mixed(String header, String payload, String signature) {
    Splitter dots = Splitter.on('.');
    return String.join(
        ".",
        dots.splitToList(header).get(0),
        dots.splitToList(payload).get(1),
        dots.splitToList(signature).get(2));
  }

  private static byte[] flipped(byte[] bytes, int index) {
    bytes[index] ^= 1;
    return bytes;
  }

  /** The same s, and once the order of the group: RFC 8032 §5.1.7 refuses it. */
  private static byte[] notReduced(byte[] signature) {
    BigInteger order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    byte[] reversed = new byte[33];
    for (int i = 0; i < 32; i++) {
      reversed[32 - i] = signature[32 + i];
    }
    byte[] sum = new BigInteger(reversed).add(order).toByteArray();
    for (int i = 0; i < 32; i++) {
      signature[32 + i] = i < sum.length ? sum[sum.length - 1 - i] : 0;
    }
    return signature;
  }

  private static DirectoryEvent verified(EventVerdict verdict) {
    assertThat(verdict).isInstanceOf(EventVerdict.Verified.class);
    return ((EventVerdict.Verified) verdict).event();
  }

  private static EventVerdict verify(String body) {
    return VERIFIER.verify(bytes(body), HOOK, AT);
  }

  private static byte[] bytes(String body) {
    return body.getBytes(StandardCharsets.UTF_8);
  }
}
