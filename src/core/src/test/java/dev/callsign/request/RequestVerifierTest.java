package dev.callsign.request;

import static dev.callsign.request.RequestDraft.AT;
import static dev.callsign.request.RequestDraft.CLAIMS;
import static dev.callsign.request.RequestDraft.JTI;
import static dev.callsign.request.RequestDraft.METHOD;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.testing.StatementDraft;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that a device signed, and the ways in which one can be forged, bent or reused. */
class RequestVerifierTest {

  /** Their Edwards keys have one sign each. */
  private static final IdentityKeyPair EVEN = first(false);

  private static final IdentityKeyPair ODD = first(true);

  private static final Map<String, IdentityKey> KEYS =
      Map.of("alice.example#1", EVEN.identityKey(), "alice.example#2", ODD.identityKey());

  private static final RequestVerifier VERIFIER =
      new RequestVerifier(
          NamePolicy.PUBLIC, device -> Optional.ofNullable(KEYS.get(device.toString())));

  /** A request that is wrong in one way. */
  record Lie(String why, String body) {
    Lie(String why, UnaryOperator<RequestDraft> change) {
      this(why, change.apply(RequestDraft.by(EVEN)).sign().toString());
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
        header("no htm", h -> h.remove("htm")),
        header("no htu", h -> h.remove("htu")),
        header("no iat", h -> h.remove("iat")),
        header("no jti", h -> h.remove("jti")),
        header("typ null", h -> h.putNull("typ")),
        header("typ of a statement", h -> h.put("typ", "callsign-statement+jwt")),
        header("typ JWT", h -> h.put("typ", "JWT")),
        header("typ in upper case", h -> h.put("typ", "CALLSIGN-REQUEST+JWS")),
        header("alg none", h -> h.put("alg", "none")),
        header("alg Ed25519", h -> h.put("alg", "Ed25519")),
        header("alg HS256", h -> h.put("alg", "HS256")),
        header("alg ES256", h -> h.put("alg", "ES256")),
        header("alg eddsa", h -> h.put("alg", "eddsa")),
        header("alg a list", h -> h.putArray("alg").add("EdDSA")),
        header("jwk", h -> h.putObject("jwk").put("kty", "OKP")),
        header("x5c", h -> h.putArray("x5c")),
        header("crit", h -> h.putArray("crit").add("exp")),
        header("b64", h -> h.put("b64", false)),
        header("nonce and url, as ACME has them", h -> h.put("nonce", "x").put("url", "y")),
        header("htm of another method", h -> h.put("htm", "PUT")),
        header("htm in lower case", h -> h.put("htm", "post")),
        header("htm with a space", h -> h.put("htm", "POST ")),
        header("htm empty", h -> h.put("htm", "")),
        header("htu with a query", h -> h.put("htu", CLAIMS + "?x=1")),
        header("htu with a fragment", h -> h.put("htu", CLAIMS + "#x")),
        header("htu with a slash behind", h -> h.put("htu", CLAIMS + "/")),
        header("htu of another host", h -> htu(h, "directory", "evil")),
        header("htu with a port", h -> htu(h, "example/", "example:443/")),
        header("htu by http", h -> htu(h, "https", "http")),
        header("htu with the host in upper case", h -> htu(h, "directory", "Directory")),
        header("htu of another device", h -> htu(h, "devices/2", "devices/1")),
        header("htu percent-encoded", h -> htu(h, "bob", "%62ob")),
        header("htu with dots", h -> htu(h, "/v1", "/v1/../v1")),
        header("htu the path alone", h -> h.put("htu", CLAIMS.getPath())),
        header("htu a list", h -> h.putArray("htu").add(CLAIMS.toString())),
        header("iat 61 s ago", h -> h.put("iat", AT.getEpochSecond() - 61)),
        header("iat 61 s ahead", h -> h.put("iat", AT.getEpochSecond() + 61)),
        header("iat in milliseconds", h -> h.put("iat", AT.toEpochMilli())),
        header("iat 0", h -> h.put("iat", 0)),
        header("iat negative", h -> h.put("iat", -1)),
        header("iat 2^53 - 1", h -> h.put("iat", (1L << 53) - 1)),
        header("iat 2^63", h -> h.put("iat", new BigInteger("9223372036854775808"))),
        header("iat as text", h -> h.put("iat", "1790000000")),
        header("iat as fraction", h -> h.put("iat", 1790000000.0)),
        header("jti of 15 bytes", h -> h.put("jti", "A".repeat(20))),
        header("jti of 17 bytes", h -> h.put("jti", "A".repeat(23))),
        header("jti empty", h -> h.put("jti", "")),
        header("jti padded", h -> h.put("jti", JTI + "==")),
        header("jti with bits that mean nothing", h -> h.put("jti", "AAECAwQFBgcICQoLDA0ODx")),
        header("jti in standard base64", h -> h.put("jti", "+/" + JTI.substring(2))),
        header("jti a number", h -> h.put("jti", 1)),
        kid("alice.example"),
        kid("alice.example#"),
        kid("#1"),
        kid(""),
        kid("alice.example#0"),
        kid("alice.example#128"),
        kid("alice.example#-1"),
        kid("alice.example#01"),
        kid("alice.example#001"),
        kid("alice.example#1 "),
        kid("alice.example#1\n"),
        kid("alice.example#1#1"),
        kid("alice.example##1"),
        kid("alice.example#1.0"),
        kid("alice.example#4294967297"),
        kid("alice.example#\u0661"), // an Arabic-Indic one
        kid("Alice.example#1"),
        kid("alice.example.#1"),
        kid("alice%2eexample#1"),
        kid("ｂob.example#1"),
        kid("bücher.example#1"),
        kid("https://alice.example#1"),
        kid("com#1"),
        kid("alice.test#1"),
        kid("192.0.2.1#1"),
        new Lie("a member twice", d -> d.headerText(t -> twice(t, "\"alg\":\"none\""))),
        new Lie("something behind the header", d -> d.headerText(t -> t + "{}")),
        new Lie("a header that is no object", d -> d.headerText(t -> "[" + t + "]")),
        new Lie("a header that is no JSON", d -> d.headerText(t -> "callsign")),
        new Lie("an empty header", d -> d.headerText(t -> "")));
  }

  static Stream<Lie> signatures() {
    return Stream.of(
        new Lie("one bit of R", d -> d.signature(s -> flipped(s, 0, 1))),
        new Lie("one bit of s", d -> d.signature(s -> flipped(s, 32, 1))),
        new Lie("the sign of a key that is even", d -> d.signature(s -> flipped(s, 63, 0x80))),
        new Lie("zeros", d -> d.signature(s -> new byte[64])),
        new Lie("63 bytes", d -> d.signature(s -> Arrays.copyOf(s, 63))),
        new Lie("65 bytes", d -> d.signature(s -> Arrays.copyOf(s, 65))),
        new Lie("no bytes", d -> d.signature(s -> new byte[0])),
        new Lie("by another device", RequestDraft.by(ODD).sign().toString()),
        new Lie(
            "in the name of another device", d -> d.header(h -> h.put("kid", "alice.example#2"))),
        body("another payload", b -> b.put("payload", "e30")),
        body("a payload added", b -> b.put("payload", "AA")),
        body("the header of another request", b -> b.set("protected", other().get("protected"))),
        body(
            "the signature of another request", b -> b.set("signature", other().get("signature"))));
  }

  static Stream<Lie> refused() {
    return Stream.concat(headers(), signatures());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(Lie lie) {
    RequestVerdict verdict = verify(lie.body());

    assertThat(verdict).isInstanceOf(RequestVerdict.Refused.class);
    assertThat(((RequestVerdict.Refused) verdict).detail()).isNotBlank().hasSizeLessThan(300);
  }

  static Stream<Lie> unreadable() {
    ObjectNode good = RequestDraft.by(EVEN).sign();
    String text = good.toString();
    String compact =
        good.get("protected").asText()
            + "."
            + good.get("payload").asText()
            + "."
            + good.get("signature").asText();
    return Stream.of(
        new Lie("nothing", ""),
        new Lie("null", "null"),
        new Lie("the compact serialization", compact),
        new Lie("the compact serialization as text", "\"" + compact + "\""),
        new Lie("the general serialization", general(good)),
        new Lie("the payload document alone", "{\"replace\":true}"),
        new Lie("a list", "[" + text + "]"),
        new Lie("a byte behind it", text + "x"),
        new Lie("NUL behind it", text + "\0"),
        new Lie("twice", text + text),
        new Lie("cut off", text.substring(0, text.length() - 1)),
        new Lie("a byte order mark", "\uFEFF" + text),
        new Lie("a member twice", twice(text, "\"payload\":\"e30\"")),
        new Lie("a brace too many", "{" + text),
        new Lie("brackets without end", "[".repeat(50_000)),
        body("an unprotected header", b -> b.putObject("header").put("kid", "bob.example#1")),
        body("an empty unprotected header", b -> b.putObject("header")),
        body("a member nobody knows", b -> b.put("x", 1)),
        body("no protected header", b -> b.remove("protected")),
        body("no payload", b -> b.remove("payload")),
        body("no signature", b -> b.remove("signature")),
        body("payload null", b -> b.putNull("payload")),
        body("payload an object", b -> b.putObject("payload")),
        body("payload not base64url", b -> b.put("payload", "{}")),
        body("payload with bits that mean nothing", b -> b.put("payload", "e31")),
        body("signature padded", b -> b.put("signature", b.get("signature").asText() + "==")),
        body("protected padded", b -> b.put("protected", b.get("protected").asText() + "=")),
        body("protected with a line break", b -> b.put("protected", lineBreak(b))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void unreadable(Lie lie) {
    RequestVerdict verdict = verify(lie.body());

    assertThat(verdict).isInstanceOf(RequestVerdict.Unreadable.class);
    assertThat(((RequestVerdict.Unreadable) verdict).detail()).isNotBlank().hasSizeLessThan(300);
  }

  @Test
  void takesBothFormsOfBothSigns() {
    for (IdentityKeyPair device : new IdentityKeyPair[] {EVEN, ODD}) {
      for (int sign : new int[] {0, device.equals(ODD) ? 0x80 : 0}) {
        String kid = "alice.example#" + (device.equals(ODD) ? 2 : 1);
        String body =
            RequestDraft.by(device)
                .header(h -> h.put("kid", kid))
                .signature(s -> flipped(s, 63, sign))
                .sign()
                .toString();

        assertThat(verified(verify(body)).device()).hasToString(kid);
      }
    }
  }

  @Test
  void saysWhatWasSignedAndByWhom() {
    String payload = "{\"replace\": true}";
    String body = RequestDraft.by(EVEN).payload(payload).sign().toString();

    SignedRequest request = verified(verify(body));
    request.payload()[0] = 0;

    assertThat(request.device()).hasToString("alice.example#1");
    assertThat(request.identityKey()).isEqualTo(EVEN.identityKey());
    assertThat(request.payload()).isEqualTo(payload.getBytes(StandardCharsets.UTF_8));
    assertThat(request.jti()).isEqualTo(JTI);
    assertThat(request.issuedAt()).isEqualTo(AT);
  }

  @Test
  void takesAnEmptyPayload() {
    assertThat(verified(verify(RequestDraft.by(EVEN).sign().toString())).payload()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-60, -1, 0, 1, 60})
  void takesClocksThatAreAMinuteOff(long seconds) {
    String body =
        RequestDraft.by(EVEN)
            .header(h -> h.put("iat", AT.getEpochSecond() + seconds))
            .sign()
            .toString();

    assertThat(verify(body)).isInstanceOf(RequestVerdict.Verified.class);
  }

  @Test
  void takesMembersInAnyOrderAndWhiteSpace() {
    ObjectNode good = RequestDraft.by(EVEN).headerText(t -> t.replace(",", " ,\n")).sign();
    ObjectNode other = good.objectNode();
    other.set("signature", good.get("signature"));
    other.set("protected", good.get("protected"));
    other.set("payload", good.get("payload"));

    assertThat(verify(" \n" + other.toPrettyString() + "\n"))
        .isInstanceOf(RequestVerdict.Verified.class);
  }

  @Test
  void saysWhenNoSuchDeviceIsKnown() {
    String body =
        RequestDraft.by(EVEN).header(h -> h.put("kid", "bob.example#127")).sign().toString();

    RequestVerdict verdict = verify(body);

    assertThat(verdict).isInstanceOf(RequestVerdict.UnknownDevice.class);
    assertThat(((RequestVerdict.UnknownDevice) verdict).device()).hasToString("bob.example#127");
  }

  /** Nobody learns by them which devices are known. */
  @Test
  void asksForNoKeyBeforeMethodAddressAndTimeAreRight() {
    RequestVerifier verifier =
        new RequestVerifier(
            NamePolicy.PUBLIC,
            device -> {
              throw new AssertionError("asked for " + device);
            });
    byte[] body = RequestDraft.by(EVEN).sign().toString().getBytes(StandardCharsets.UTF_8);

    for (RequestVerdict verdict :
        new RequestVerdict[] {
          verifier.verify(body, "GET", CLAIMS, AT),
          verifier.verify(body, METHOD, URI.create("https://directory.example/"), AT),
          verifier.verify(body, METHOD, CLAIMS, AT.plusSeconds(61)),
          verifier.verify(body, METHOD, CLAIMS, Instant.MAX)
        }) {
      assertThat(verdict).isInstanceOf(RequestVerdict.Refused.class);
    }
  }

  @Test
  void takesTestNamesOnlyWhereTheyAreAllowed() {
    String body = RequestDraft.by(EVEN).header(h -> h.put("kid", "alice.test#1")).sign().toString();
    RequestVerifier verifier =
        new RequestVerifier(NamePolicy.WITH_TEST_NAMES, device -> Optional.of(EVEN.identityKey()));

    assertThat(verifier.verify(body.getBytes(StandardCharsets.UTF_8), METHOD, CLAIMS, AT))
        .isInstanceOf(RequestVerdict.Verified.class);
    assertThat(verify(body)).isInstanceOf(RequestVerdict.Refused.class);
  }

  private static Lie header(String why, Consumer<ObjectNode> change) {
    return new Lie(why, draft -> draft.header(change));
  }

  private static Lie kid(String kid) {
    return header("kid '" + kid.strip() + "'", h -> h.put("kid", kid));
  }

  private static Lie body(String why, Consumer<ObjectNode> change) {
    ObjectNode body = RequestDraft.by(EVEN).sign();
    change.accept(body);
    return new Lie(why, body.toString());
  }

  private static ObjectNode other() {
    return RequestDraft.by(EVEN).header(h -> h.put("jti", "B" + JTI.substring(1))).sign();
  }

  private static void htu(ObjectNode header, String part, String other) {
    header.put("htu", CLAIMS.toString().replaceFirst(part, other));
  }

  /** The object with one more member at its end. */
  private static String twice(String json, String member) {
    return json.substring(0, json.length() - 1) + "," + member + "}";
  }

  private static String general(ObjectNode flattened) {
    ObjectNode general = flattened.objectNode();
    general.set("payload", flattened.get("payload"));
    ObjectNode signature = general.putArray("signatures").addObject();
    signature.set("protected", flattened.get("protected"));
    signature.set("signature", flattened.get("signature"));
    return general.toString();
  }

  private static String lineBreak(ObjectNode body) {
    String text = body.get("protected").asText();
    return text.substring(0, 4) + "\n" + text.substring(4);
  }

  private static byte[] flipped(byte[] bytes, int index, int bits) {
    bytes[index] ^= (byte) bits;
    return bytes;
  }

  private static IdentityKeyPair first(boolean odd) {
    return Stream.iterate(1, n -> n + 1)
        .map(StatementDraft::identity)
        .filter(pair -> (pair.sign(new byte[0]).encode()[63] & 0x80) != 0 == odd)
        .findFirst()
        .orElseThrow();
  }

  private static SignedRequest verified(RequestVerdict verdict) {
    assertThat(verdict).isInstanceOf(RequestVerdict.Verified.class);
    return ((RequestVerdict.Verified) verdict).request();
  }

  private static RequestVerdict verify(String body) {
    return VERIFIER.verify(body.getBytes(StandardCharsets.UTF_8), METHOD, CLAIMS, AT);
  }
}
