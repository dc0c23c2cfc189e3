package dev.callsign.ct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.testing.TestKeys;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Log lists: the shipped one, those of operators, and what is wrong with others. */
class LogListTest {

  private static final PublicKey P256 = TestKeys.p256().getPublic();

  /** A list that is wrong in one way, and a part of what its author is told. */
  record Wrong(String what, Consumer<ObjectNode> change, String message) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Wrong> wrongLists() {
    return Stream.of(
        new Wrong("another version", list -> list.put("version", 2), "'version' is not 1"),
        new Wrong("version as text", list -> list.put("version", "1"), "'version' is not 1"),
        new Wrong("no denied ids", list -> list.remove("denied"), "'denied' is not an array"),
        new Wrong("a number denied", list -> list.withArray("denied").add(1), "a log id has 32"),
        new Wrong("half an id", list -> list.withArray("denied").add("qqo="), "a log id has 32"),
        new Wrong("no logs", list -> list.remove("logs"), "'logs' is not an array"),
        new Wrong("an empty list", list -> list.putArray("logs"), "it has no log"),
        new Wrong("a typing error", list -> list.put("dennied", 1), "'dennied' is not known"),
        new Wrong("a text as log", list -> list.withArray("logs").add("x"), "'description'"),
        new Wrong("a log twice", list -> twice(list), "the log Test 'Log': it is there twice"));
  }

  static Stream<Wrong> wrongLogs() {
    return Stream.of(
        new Wrong("no operator", log -> log.remove("operator"), "'operator' is not a text"),
        new Wrong("no description", log -> log.put("description", ""), "'description'"),
        new Wrong("another kind", log -> log.put("kind", "rfc9162"), "'kind' is neither"),
        new Wrong("no kind", log -> log.remove("kind"), "'kind' is not a text"),
        new Wrong(
            "another id",
            log -> log.put("log_id", "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo="),
            "the log Test 'Log': 'log_id' is not the SHA-256 of 'key'"),
        new Wrong(
            "an id of another spelling",
            log -> log.put("log_id", "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqp="),
            "not canonical base64"),
        new Wrong("a key that is none", log -> key(log, new byte[] {1, 2}), "'key' is neither"),
        new Wrong("P-384", log -> key(log, TestKeys.p384().getPublic()), "'key' is neither"),
        new Wrong(
            "RSA of 1024 bits",
            log -> key(log, TestKeys.rsa(1024, "log").getPublic()),
            "'key' is neither"),
        new Wrong("Ed25519", log -> key(log, TestKeys.ed25519().getPublic()), "'key' is neither"),
        new Wrong("an unknown member", log -> log.put("dns", "x"), "'dns' is not known"),
        new Wrong("a year as interval", log -> log.put("expires_between", 2026), "JSON object"),
        new Wrong(
            "half an interval",
            log -> log.putObject("expires_between").put("start_inclusive", "2026-01-01T00:00:00Z"),
            "'end_exclusive' is not a text"),
        new Wrong(
            "a day as an instant",
            log ->
                log.putObject("expires_between")
                    .put("start_inclusive", "2026-01-01")
                    .put("end_exclusive", "2027-01-01"),
            "'start_inclusive' is not a time"));
  }

  @Test
  void theShippedOneHasTheLogsAndDeniesThoseWithPublicKeys() {
    LogList shipped = LogList.shipped();

    assertThat(shipped.logs()).hasSize(75);
    assertThat(shipped.lookUp("DleUvPOuqT4zGyyZB7P3kN+bwj1xMiXdIaklrGHFTiE="))
        .hasValueSatisfying(
            log -> {
              assertThat(log.description()).isEqualTo("Google 'Argon2026h1' log");
              assertThat(log.operator()).isEqualTo("Google");
              assertThat(log.kind()).isEqualTo(CtLog.Kind.RFC6962);
            });
    assertThat(shipped.denies("9EGV1vAOLbVUNcrdV3iS5T4VrUFwWPh44U/2uRh0FYk=")).isTrue();
    assertThat(shipped.denies("si9+3rWvav5QPeBAgbLXTBJThJL+3yyypSZQPO9TztI=")).isTrue();
    assertThat(shipped.lookUp("9EGV1vAOLbVUNcrdV3iS5T4VrUFwWPh44U/2uRh0FYk=")).isEmpty();
  }

  @Test
  void anOperatorsOwnMayHaveKeysOfBothKinds() {
    ObjectNode list = list();
    key(list.withArray("logs").addObject().setAll(log()), TestKeys.rsa(2048, "log").getPublic());

    LogList parsed = LogList.parse(list.toString());

    assertThat(parsed.logs().values())
        .extracting(log -> log.key().getAlgorithm())
        .containsExactlyInAnyOrder("EC", "RSA");
  }

  @Test
  void aShardTakesCertificatesThatEndFromItsStartToBeforeItsEnd() {
    ObjectNode list = list();
    ((ObjectNode) list.required("logs").required(0))
        .putObject("expires_between")
        .put("start_inclusive", "2026-01-01T00:00:00Z")
        .put("end_exclusive", "2026-07-01T00:00:00Z");
    CtLog shard = LogList.parse(list.toString()).logs().values().iterator().next();

    assertThat(shard.takes(Instant.parse("2025-12-31T23:59:59Z"))).isFalse();
    assertThat(shard.takes(Instant.parse("2026-01-01T00:00:00Z"))).isTrue();
    assertThat(shard.takes(Instant.parse("2026-06-30T23:59:59Z"))).isTrue();
    assertThat(shard.takes(Instant.parse("2026-07-01T00:00:00Z"))).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongLists")
  void isRefusedWithAReason(Wrong wrong) {
    ObjectNode list = list();
    wrong.change().accept(list);

    assertRefused(list.toString(), wrong.message());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongLogs")
  void isRefusedForOneLogWithAReason(Wrong wrong) {
    ObjectNode list = list();
    wrong.change().accept((ObjectNode) list.required("logs").required(0));

    assertRefused(list.toString(), wrong.message());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{", "{} {}", "{\"version\": 1, \"version\": 1}"})
  void isRefusedWhereItIsNotOneJsonObject(String json) {
    assertRefused(json, "the log list");
  }

  private static void assertRefused(String json, String message) {
    assertThatThrownBy(() -> LogList.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static ObjectNode list() {
    ObjectNode list = JsonNodeFactory.instance.objectNode().put("version", 1);
    list.putArray("denied");
    list.putArray("logs").add(log());
    return list;
  }

  private static ObjectNode log() {
    ObjectNode log = JsonNodeFactory.instance.objectNode();
    log.put("operator", "Test").put("description", "Test 'Log'").put("kind", "rfc6962");
    key(log, P256);
    return log;
  }

  private static void twice(ObjectNode list) {
    ArrayNode logs = list.withArray("logs");
    logs.add(logs.required(0));
  }

  private static void key(ObjectNode log, PublicKey key) {
    key(log, key.getEncoded());
  }

  private static void key(ObjectNode log, byte[] der) {
    log.put("key", Base64.getEncoder().encodeToString(der));
    try {
      byte[] id = MessageDigest.getInstance("SHA-256").digest(der);
      log.put("log_id", Base64.getEncoder().encodeToString(id));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
