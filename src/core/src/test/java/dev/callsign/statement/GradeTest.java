package dev.callsign.statement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.Bytes;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.testing.StatementDraft;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a change from one statement to the next is called. */
class GradeTest {

  private static final KeyStatement BEFORE = statement(p -> Statements.devices(p, 2)).statement();

  record Change(String what, Grade grade, Consumer<ObjectNode> change) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Change> changes() {
    return Stream.of(
        new Change("nothing", Grade.RENEWED, p -> {}),
        new Change("seq and end", Grade.RENEWED, p -> p.put("seq", 2).put("exp", 1_791_000_000)),
        new Change("next", Grade.RENEWED, p -> p.put("next", "A".repeat(43))),
        new Change(
            "mailbox", Grade.RENEWED, p -> Statements.mailboxes(p, 1, "wss://relay.example")),
        new Change("a device's name", Grade.RENEWED, p -> device(p, 0).put("name", "tablet")),
        new Change("when a device was added", Grade.RENEWED, p -> device(p, 0).put("added_at", 0)),
        new Change("the order of devices", Grade.RENEWED, p -> devices(p, 2, 102, 2, 1, 101, 1)),
        new Change("a device more", Grade.RECLAIMED, p -> Statements.devices(p, 3)),
        new Change("a device less", Grade.RECLAIMED, p -> Statements.devices(p, 1)),
        new Change("an identity key", Grade.RECLAIMED, p -> devices(p, 1, 101, 1, 2, 102, 3)),
        new Change("both identity keys", Grade.RECLAIMED, p -> devices(p, 1, 101, 3, 2, 102, 4)),
        new Change("a registration id", Grade.RECLAIMED, p -> devices(p, 1, 101, 1, 2, 103, 2)),
        new Change("a device id", Grade.RECLAIMED, p -> devices(p, 1, 101, 1, 3, 102, 2)),
        new Change(
            "keys swapped between devices",
            Grade.RECLAIMED,
            p -> devices(p, 1, 101, 2, 2, 102, 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void changes(Change row) {
    VerifiedStatement after =
        statement(
            p -> {
              Statements.devices(p, 2);
              row.change().accept(p);
            });

    assertThat(Grade.of(BEFORE, after)).isEqualTo(row.grade());
  }

  @Test
  void isFirstAfterNothing() {
    VerifiedStatement statement = statement(p -> Statements.devices(p, 2));

    assertThat(Grade.of(null, statement)).isEqualTo(Grade.FIRST);
  }

  static Stream<Change> changesThatADeviceAgreesTo() {
    return Stream.of(
        new Change("a device more", Grade.EXTENDED, p -> Statements.devices(p, 3)),
        new Change("a device less", Grade.REDUCED, p -> Statements.devices(p, 1)),
        new Change("an identity key", Grade.ROTATED, p -> devices(p, 1, 101, 1, 2, 102, 3)),
        new Change("both identity keys", Grade.ROTATED, p -> devices(p, 1, 101, 3, 2, 102, 4)),
        new Change("one more, one less", Grade.ROTATED, p -> devices(p, 1, 101, 1, 3, 103, 3)),
        new Change("nothing", Grade.RENEWED, p -> {}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void changesThatADeviceAgreesTo(Change row) {
    VerifiedStatement after =
        statement(
            p -> {
              Statements.devices(p, 2);
              row.change().accept(p);
              p.set("continuity", continuity(p, 2, StatementDraft.identity(2)));
            });

    assertThat(Grade.of(BEFORE, after)).isEqualTo(row.grade());
  }

  static Stream<Change> agreementsThatAreNone() {
    return Stream.of(
        new Change(
            "by the device that is added",
            Grade.RECLAIMED,
            p -> p.set("continuity", continuity(p, 3, StatementDraft.identity(3)))),
        new Change(
            "by another device than it says",
            Grade.RECLAIMED,
            p -> p.set("continuity", continuity(p, 1, StatementDraft.identity(2)))),
        new Change(
            "to another payload",
            Grade.RECLAIMED,
            p -> {
              p.set("continuity", continuity(p, 2, StatementDraft.identity(2)));
              p.put("a member nobody knows", 1);
            }),
        new Change("malformed", Grade.RECLAIMED, p -> p.put("continuity", "yes")),
        new Change("empty", Grade.RECLAIMED, p -> p.putObject("continuity")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void agreementsThatAreNone(Change row) {
    VerifiedStatement after =
        statement(
            p -> {
              Statements.devices(p, 3);
              row.change().accept(p);
            });

    assertThat(Grade.of(BEFORE, after)).isEqualTo(row.grade());
  }

  @Test
  void theSignerMakesTheAgreement() {
    StatementDraft draft = Alice.statement().payload(p -> Statements.devices(p, 3));
    VerifiedStatement unsigned = Alice.believed(Alice.verify(draft.sign()));
    String compact =
        StatementSigner.sign(
            unsigned.statement(),
            1,
            StatementDraft.identity(1),
            unsigned.chain(),
            Alice.P256.keys().getPrivate());

    assertThat(Grade.of(BEFORE, Alice.believed(Alice.verify(compact)))).isEqualTo(Grade.EXTENDED);
  }

  @Test
  void hasTheNamesOfTheWire() {
    assertThat(Grade.values())
        .extracting(Grade::text)
        .containsExactly("first", "renewed", "extended", "reduced", "rotated", "reclaimed");
  }

  /** As protocol §5 says; members in order and ASCII is what RFC 8785 asks of these payloads. */
  private static ObjectNode continuity(ObjectNode payload, int device, IdentityKeyPair identity) {
    try {
      String canonical =
          JsonMapper.builder()
              .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
              .build()
              .writeValueAsString(new ObjectMapper().convertValue(payload, Map.class));
      byte[] message =
          Bytes.concat(
              "callsign-continuity-v1\0".getBytes(StandardCharsets.US_ASCII),
              MessageDigest.getInstance("SHA-256")
                  .digest(canonical.getBytes(StandardCharsets.US_ASCII)));
      return JsonNodeFactory.instance
          .objectNode()
          .put("device", device)
          .put("signature", identity.sign(message).toBase64Url());
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode device(ObjectNode payload, int index) {
    return (ObjectNode) payload.required("devices").required(index);
  }

  /** Two devices, each as id, registration id and the number of its key. */
  private static void devices(ObjectNode payload, int... numbers) {
    payload
        .putArray("devices")
        .add(
            StatementDraft.device(
                Alice.CALLSIGN, numbers[0], numbers[1], StatementDraft.identity(numbers[2])))
        .add(
            StatementDraft.device(
                Alice.CALLSIGN, numbers[3], numbers[4], StatementDraft.identity(numbers[5])));
  }

  private static VerifiedStatement statement(Consumer<ObjectNode> change) {
    return Alice.believed(Alice.verify(Alice.statement().payload(change).sign()));
  }
}
