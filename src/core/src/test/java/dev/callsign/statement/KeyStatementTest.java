package dev.callsign.statement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Payloads that the domain key signed and that must not be believed all the same. */
class KeyStatementTest {

  private static final String HASH = "A".repeat(43);

  static Stream<Lie> texts() {
    return Stream.of(
        text("nothing", text -> ""),
        text("null", text -> "null"),
        text("a string", text -> "\"alice.example\""),
        text("an array", text -> "[" + text + "]"),
        text("no JSON", text -> text + "}"),
        text("seq twice", text -> "{\"seq\":1," + text.substring(1)),
        text(
            "sub twice, once escaped",
            text -> "{\"\\u0073ub\":\"bob.example\"," + text.substring(1)),
        text("a member nobody knows twice", text -> "{\"x\":1,\"x\":1," + text.substring(1)),
        text("id of a device twice", text -> text.replace("\"id\":1", "\"id\":1,\"id\":2")),
        text(
            "members of an unknown member twice",
            text -> "{\"x\":{\"y\":1,\"y\":1}," + text.substring(1)),
        text("not a number", text -> text.replace("\"seq\":1", "\"seq\":NaN")),
        text("leading zero", text -> text.replace("\"seq\":1", "\"seq\":01")));
  }

  static Stream<Lie> numbers() {
    return Stream.of(
        malformed("no ver", p -> p.remove("ver")),
        malformed("ver 0", p -> p.put("ver", 0)),
        malformed("ver 2", p -> p.put("ver", 2)),
        malformed("ver is a string", p -> p.put("ver", "1")),
        malformed("ver is a fraction", p -> p.put("ver", 1.0)),
        malformed("no seq", p -> p.remove("seq")),
        malformed("seq 0", p -> p.put("seq", 0)),
        malformed("seq -1", p -> p.put("seq", -1)),
        malformed("seq is a fraction", p -> p.put("seq", 1.5)),
        malformed("seq is a string", p -> p.put("seq", "1")),
        malformed("seq is true", p -> p.put("seq", true)),
        malformed("seq is null", p -> p.putNull("seq")),
        malformed("seq 2^53", p -> p.put("seq", 1L << 53)),
        malformed("seq 2^63", p -> p.put("seq", new BigInteger("9223372036854775808"))),
        text("seq 1e0", text -> text.replace("\"seq\":1", "\"seq\":1e0")),
        text(
            "seq of 1,001 digits",
            text -> text.replace("\"seq\":1", "\"seq\":" + "1".repeat(1001))),
        malformed("no iat", p -> p.remove("iat")),
        malformed("iat -1", p -> p.put("iat", -1)),
        malformed("iat is a date", p -> p.put("iat", "2026-10-01T11:00:00Z")),
        malformed("iat is a fraction", p -> p.put("iat", 1_790_000_000.5)),
        malformed("no exp", p -> p.remove("exp")),
        malformed("exp is iat", p -> p.put("exp", p.required("iat").asLong())),
        malformed("exp before iat", p -> p.put("exp", p.required("iat").asLong() - 1)),
        malformed("exp 2^53", p -> p.put("exp", 1L << 53)));
  }

  static Stream<Lie> hashes() {
    return Stream.of(
        malformed("prev of 31 bytes", p -> p.put("prev", "A".repeat(42))),
        malformed("prev of 33 bytes", p -> p.put("prev", "A".repeat(44))),
        malformed("prev is empty", p -> p.put("prev", "")),
        malformed("prev in hex", p -> p.put("prev", "a".repeat(64))),
        malformed("prev with padding", p -> p.put("prev", HASH + "=")),
        malformed("prev with trailing bits", p -> p.put("prev", "A".repeat(42) + "B")),
        malformed("prev in base64", p -> p.put("prev", "+".repeat(42) + "A")),
        malformed("prev is null", p -> p.putNull("prev")),
        malformed("prev is a number", p -> p.put("prev", 1)),
        malformed("next of 31 bytes", p -> p.put("next", "A".repeat(42))),
        malformed("next with trailing bits", p -> p.put("next", "A".repeat(42) + "B")),
        malformed("next is an object", p -> p.putObject("next")));
  }

  static Stream<Lie> mailboxes() {
    return Stream.of(
        malformed("mailbox is a string", p -> p.put("mailbox", "wss://relay.example")),
        malformed("five mailboxes", p -> Statements.mailboxes(p, 5, "wss://relay.example/x")),
        malformed("mailbox over http", p -> Statements.mailboxes(p, 1, "http://relay.example/x")),
        malformed("mailbox over https", p -> Statements.mailboxes(p, 1, "https://relay.example/x")),
        malformed("mailbox without TLS", p -> Statements.mailboxes(p, 1, "ws://relay.example/x")),
        malformed("mailbox without host", p -> Statements.mailboxes(p, 1, "wss:///x")),
        malformed("mailbox of nothing", p -> Statements.mailboxes(p, 1, "wss://")),
        malformed(
            "mailbox with a space", p -> Statements.mailboxes(p, 1, "wss://relay.example/a b")),
        malformed("mailbox is a number", p -> p.putArray("mailbox").add(1)),
        malformed("mailbox is null", p -> p.putNull("mailbox")));
  }

  static Stream<Lie> subjects() {
    return Stream.of(
        subject(
            "another callsign", p -> p.put("iss", "https://bob.example").put("sub", "bob.example")),
        subject("iss of another", p -> p.put("iss", "https://bob.example")),
        subject("sub of another", p -> p.put("sub", "bob.example")),
        subject("iss over http", p -> p.put("iss", "http://alice.example")),
        subject("iss with a slash", p -> p.put("iss", "https://alice.example/")),
        subject("iss with a port", p -> p.put("iss", "https://alice.example:443")),
        subject("iss without scheme", p -> p.put("iss", "alice.example")),
        subject("iss in upper case", p -> p.put("iss", "https://Alice.example")),
        subject("sub in upper case", p -> p.put("sub", "Alice.example")),
        subject("sub with a trailing dot", p -> p.put("sub", "alice.example.")),
        subject("sub with a space", p -> p.put("sub", "alice.example ")),
        subject(
            "sub below the callsign",
            p -> p.put("iss", "https://a.alice.example").put("sub", "a.alice.example")),
        subject("sub is a wildcard", p -> p.put("sub", "*.example")),
        subject(
            "sub is an address", p -> p.put("iss", "https://192.0.2.1").put("sub", "192.0.2.1")),
        subject("sub is empty", p -> p.put("sub", "")),
        malformed("no sub", p -> p.remove("sub")),
        malformed("no iss", p -> p.remove("iss")),
        malformed("sub is an array", p -> p.putArray("sub").add("alice.example")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"texts", "numbers", "hashes", "mailboxes", "subjects"})
  void isRefused(Lie lie) {
    lie.isFoundOut();
  }

  @Test
  void readsBackWhatItWrites() throws MalformedException {
    String compact =
        Alice.statement()
            .payload(p -> p.put("seq", 7).put("prev", HASH).put("next", HASH))
            .payload(p -> Statements.mailboxes(p, 2, "wss://relay.example/x"))
            .sign();
    KeyStatement statement = Alice.believed(Alice.verify(compact)).statement();

    byte[] written = statement.toJson().toString().getBytes(StandardCharsets.UTF_8);

    assertThat(KeyStatement.parse(written)).isEqualTo(statement);
  }

  @Test
  void writesTheMembersInTheOrderOfTheSpecification() {
    String payload = Alice.statement().payload(p -> p.put("next", HASH)).sign().split("\\.", -1)[1];
    String signed = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);

    KeyStatement statement =
        Alice.believed(Alice.verify(Alice.statement().payload(p -> p.put("next", HASH)).sign()))
            .statement();

    assertThat(statement.toJson()).hasToString(signed);
  }

  private static Lie text(String why, UnaryOperator<String> change) {
    return new Lie(why, Slug.STATEMENT_MALFORMED, Alice.statement().payloadText(change).sign());
  }

  private static Lie malformed(String why, Consumer<ObjectNode> change) {
    return new Lie(why, Slug.STATEMENT_MALFORMED, Alice.statement().payload(change).sign());
  }

  private static Lie subject(String why, Consumer<ObjectNode> change) {
    return new Lie(why, Slug.STATEMENT_SUBJECT, Alice.statement().payload(change).sign());
  }
}
