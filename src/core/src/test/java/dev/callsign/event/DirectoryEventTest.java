package dev.callsign.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.testing.Docs;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of events, and what is none. */
class DirectoryEventTest {

  private static final String SHA256 = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
  private static final Instant AT = Instant.parse("2026-09-21T14:13:20Z");

  /** A document that is wrong in one way. */
  record Lie(String why, String document) {
    @Override
    public String toString() {
      return why;
    }
  }

  /** An event that needs as many bytes as any can. */
  static DirectoryEvent largest() throws MalformedException {
    String word = "x".repeat(DirectoryEvent.MAX_WORD_CHARS);
    String text = "\u0001".repeat(DirectoryEvent.MAX_TEXT_CHARS);
    String label = "x".repeat(61) + ".";
    return new DirectoryEvent(
        (1L << 53) - 1,
        Callsign.parse(label.repeat(4) + "exam", NamePolicy.PUBLIC),
        word,
        Instant.parse("9999-12-31T23:59:59.999999999Z"),
        word,
        word,
        (1L << 53) - 1,
        SHA256,
        127,
        text,
        text);
  }

  @Test
  void isWrittenWithTheMembersOfTheSpecification() throws MalformedException {
    DirectoryEvent event =
        new DirectoryEvent(
            7, bob(), "held", AT, "held", "held", 4L, SHA256, 2, "other devices", "veto");

    JsonNode json = json(event);

    assertThat(json.toString())
        .isEqualTo(
            "{\"id\":7,\"callsign\":\"bob.example\",\"type\":\"held\","
                + "\"at\":\"2026-09-21T14:13:20Z\",\"state\":\"held\",\"grade\":\"held\",\"seq\":4,"
                + ("\"statement_sha256\":\"" + SHA256 + "\",\"device\":2,")
                + "\"detail\":\"other devices\",\"advice\":\"veto\"}");
    assertThat(parse(json.toString())).isEqualTo(event);
  }

  @Test
  void leavesOutWhatThereIsNot() throws MalformedException {
    DirectoryEvent event = minimal();

    assertThat(json(event).fieldNames())
        .toIterable()
        .containsExactly("id", "callsign", "type", "at", "state");
    assertThat(parse(json(event).toString())).isEqualTo(event);
  }

  @Test
  void staysWithinTheLimitWhateverItSays() throws MalformedException {
    byte[] encoded = largest().encode();

    assertThat(encoded).hasSizeLessThanOrEqualTo(DirectoryEvent.MAX_BYTES);
    assertThat(DirectoryEvent.parse(encoded, NamePolicy.PUBLIC)).isEqualTo(largest());
  }

  @Test
  void passesOverMembersThatItDoesNotKnow() throws MalformedException {
    String document = change(json -> json.put("log_index", 41).putObject("more").put("id", "x"));

    assertThat(parse(document)).isEqualTo(minimal());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"renewed", "prekeys.low", "last_resort.used", "renewal-due", "v2.held-again", "x"})
  void hasTypesThatNobodyKnowsYet(String type) throws MalformedException {
    assertThat(parse(change(json -> json.put("type", type))).type()).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0001-01-01T00:00:00Z",
        "2024-02-29T23:59:59.5Z",
        "2026-09-21T14:13:20.123456789Z",
        "9999-12-31T23:59:59.999999999Z"
      })
  void keepsItsTimeToTheNanosecond(String at) throws MalformedException {
    DirectoryEvent event = parse(change(json -> json.put("at", at)));

    assertThat(event.at()).isEqualTo(Instant.parse(at));
    assertThat(parse(json(event).toString())).isEqualTo(event);
  }

  static Stream<Lie> lies() {
    return Stream.of(
        new Lie("nothing", ""),
        new Lie("null", "null"),
        new Lie("a list", "[{}]"),
        new Lie("cut off", change(json -> {}).replace("}", "")),
        new Lie("a byte behind it", change(json -> {}) + "x"),
        new Lie("a member twice", change(json -> {}).replace("}", ",\"id\":2}")),
        new Lie("brackets without end", "[".repeat(10_000)),
        lie("too large", json -> json.put("more", "x".repeat(16 * 1024 - 90))),
        lie("no id", json -> json.remove("id")),
        lie("no callsign", json -> json.remove("callsign")),
        lie("no type", json -> json.remove("type")),
        lie("no at", json -> json.remove("at")),
        lie("no state", json -> json.remove("state")),
        lie("id 0", json -> json.put("id", 0)),
        lie("id negative", json -> json.put("id", -1)),
        lie("id as text", json -> json.put("id", "7")),
        lie("id as fraction", json -> json.put("id", 7.0)),
        lie("id null", json -> json.putNull("id")),
        lie("id 2^53", json -> json.put("id", 1L << 53)),
        lie("id 2^64 + 7", json -> json.put("id", new BigInteger("18446744073709551623"))),
        lie("callsign in upper case", json -> json.put("callsign", "Bob.example")),
        lie("callsign with a dot behind", json -> json.put("callsign", "bob.example.")),
        lie("callsign in Unicode", json -> json.put("callsign", "b\u00fccher.example")),
        lie("callsign an address", json -> json.put("callsign", "192.0.2.1")),
        lie("callsign under .test", json -> json.put("callsign", "bob.test")),
        lie("callsign a number", json -> json.put("callsign", 1)),
        lie("type empty", json -> json.put("type", "")),
        lie("type in upper case", json -> json.put("type", "Renewed")),
        lie("type with a space", json -> json.put("type", "re newed")),
        lie("type with a line break", json -> json.put("type", "renewed\n")),
        lie("type with a dot behind", json -> json.put("type", "prekeys.")),
        lie("type with two dots", json -> json.put("type", "prekeys..low")),
        lie("type of other letters", json -> json.put("type", "\u0440renewed")),
        lie("type too long", json -> json.put("type", "x".repeat(65))),
        lie("type of many words", json -> json.put("type", "x-".repeat(5000) + "x")),
        lie("type a list", json -> json.putArray("type").add("renewed")),
        lie("state empty", json -> json.put("state", "")),
        lie("state null", json -> json.putNull("state")),
        lie("at in seconds", json -> json.put("at", 1_790_000_000)),
        lie("at in another zone", json -> json.put("at", "2026-09-21T14:13:20+00:00")),
        lie("at without zone", json -> json.put("at", "2026-09-21T14:13:20")),
        lie("at in lower case", json -> json.put("at", "2026-09-21t14:13:20z")),
        lie("at without seconds", json -> json.put("at", "2026-09-21T14:13Z")),
        lie("at midnight twice", json -> json.put("at", "2026-09-21T24:00:00Z")),
        lie("at a leap second", json -> json.put("at", "2026-12-31T23:59:60Z")),
        lie("at no day", json -> json.put("at", "2026-02-29T14:13:20Z")),
        lie("at in the year 0", json -> json.put("at", "0000-12-31T23:59:59Z")),
        lie("at in the year 10000", json -> json.put("at", "+10000-01-01T00:00:00Z")),
        lie("at in Arabic digits", json -> json.put("at", "\u0662026-09-21T14:13:20Z")),
        lie("grade null", json -> json.putNull("grade")),
        lie("grade in upper case", json -> json.put("grade", "FIRST")),
        lie("seq 0", json -> json.put("seq", 0)),
        lie("seq null", json -> json.putNull("seq")),
        lie("seq as text", json -> json.put("seq", "3")),
        lie("statement_sha256 in hex", json -> json.put("statement_sha256", "e3".repeat(32))),
        lie("statement_sha256 padded", json -> json.put("statement_sha256", SHA256 + "=")),
        lie("statement_sha256 cut", json -> json.put("statement_sha256", SHA256.substring(1))),
        lie("device 0", json -> json.put("device", 0)),
        lie("device 128", json -> json.put("device", 128)),
        lie("device 2^32 + 1", json -> json.put("device", (1L << 32) + 1)),
        lie("device null", json -> json.putNull("device")),
        lie("detail too long", json -> json.put("detail", "x".repeat(1001))),
        lie("detail an object", json -> json.putObject("detail")),
        lie("advice null", json -> json.putNull("advice")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void lies(Lie lie) {
    MalformedException e =
        catchThrowableOfType(MalformedException.class, () -> parse(lie.document()));

    assertThat(e).isNotNull();
    assertThat(e.slug()).isEqualTo(Slug.BAD_EVENT);
    assertThat(e.detail()).isNotBlank().hasSizeLessThan(300);
  }

  @Test
  void isNotMadeWhereNoReaderWouldTakeIt() {
    assertThatThrownBy(
            () ->
                new DirectoryEvent(0, bob(), "x", AT, "active", null, null, null, null, null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new DirectoryEvent(
                    1, bob(), "x", Instant.MAX, "active", null, null, null, null, null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new DirectoryEvent(
                    1, bob(), "x", AT, "active", null, null, null, null, null, "x".repeat(1001)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Lie lie(String why, Consumer<ObjectNode> change) {
    return new Lie(why, change(change));
  }

  private static String change(Consumer<ObjectNode> change) {
    ObjectNode json =
        (ObjectNode)
            Docs.parse(
                "{\"id\":7,\"callsign\":\"bob.example\",\"type\":\"renewed\","
                    + "\"at\":\"2026-09-21T14:13:20Z\",\"state\":\"active\"}");
    change.accept(json);
    return json.toString();
  }

  private static DirectoryEvent minimal() throws MalformedException {
    return new DirectoryEvent(
        7, bob(), "renewed", AT, "active", null, null, null, null, null, null);
  }

  private static Callsign bob() throws MalformedException {
    return Callsign.parse("bob.example", NamePolicy.PUBLIC);
  }

  private static DirectoryEvent parse(String document) throws MalformedException {
    return DirectoryEvent.parse(document.getBytes(StandardCharsets.UTF_8), NamePolicy.PUBLIC);
  }

  private static JsonNode json(DirectoryEvent event) {
    return Docs.parse(new String(event.encode(), StandardCharsets.UTF_8));
  }
}
