package dev.callsign.statement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.testing.StatementDraft;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a change from one statement to the next is called. */
class GradeTest {

  private static final KeyStatement BEFORE = statement(p -> Statements.devices(p, 2));

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
        new Change("a device more", Grade.HELD, p -> Statements.devices(p, 3)),
        new Change("a device less", Grade.HELD, p -> Statements.devices(p, 1)),
        new Change("an identity key", Grade.HELD, p -> devices(p, 1, 101, 1, 2, 102, 3)),
        new Change("both identity keys", Grade.HELD, p -> devices(p, 1, 101, 3, 2, 102, 4)),
        new Change("a registration id", Grade.HELD, p -> devices(p, 1, 101, 1, 2, 103, 2)),
        new Change("a device id", Grade.HELD, p -> devices(p, 1, 101, 1, 3, 102, 2)),
        new Change(
            "keys swapped between devices", Grade.HELD, p -> devices(p, 1, 101, 2, 2, 102, 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void changes(Change row) {
    KeyStatement after =
        statement(
            p -> {
              Statements.devices(p, 2);
              row.change().accept(p);
            });

    assertThat(Grade.of(BEFORE, after)).isEqualTo(row.grade());
  }

  @Test
  void isFirstAfterNothing() {
    assertThat(Grade.of(null, BEFORE)).isEqualTo(Grade.FIRST);
  }

  @Test
  void hasTheNamesOfTheWire() {
    assertThat(Grade.values()).extracting(Grade::text).containsExactly("first", "renewed", "held");
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

  private static KeyStatement statement(Consumer<ObjectNode> change) {
    return Alice.believed(Alice.verify(Alice.statement().payload(change).sign())).statement();
  }
}
