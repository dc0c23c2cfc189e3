package dev.callsign.directory.record;

import static dev.callsign.directory.LabResource.lab;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.directory.DueRows;
import dev.callsign.directory.LabResource;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.lab.LabHost;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The list that all replicas share; at a time at which nobody else is on it. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class DueListTest {
  private static final Instant NOW = Instant.parse("2001-01-01T00:00:00Z");
  private static final Duration LEASE = Duration.ofMinutes(5);

  private final DueList due;
  private final DueRows rows;
  private final Registrar registrar;
  private final Transactions transactions;

  DueListTest(DueList due, DueRows rows, Registrar registrar, Transactions transactions) {
    this.due = due;
    this.rows = rows;
    this.registrar = registrar;
    this.transactions = transactions;
  }

  @AfterEach
  void leaveNothing() {
    rows.remove(".list.example");
  }

  private void add(String name, Duration overdue) {
    rows.add(List.of(name + ".list.example"), NOW.minus(overdue), false);
  }

  private List<String> take(Instant now, int limit) {
    return due.take(false, now, limit, now.plus(LEASE));
  }

  @Test
  void givesWhatIsDueTheLongestFirstAndNothingElse() {
    add("second", Duration.ofHours(1));
    add("first", Duration.ofHours(2));
    add("now", Duration.ZERO);
    add("later", Duration.ofMillis(-1));

    assertThat(take(NOW, 2)).containsExactlyInAnyOrder("first.list.example", "second.list.example");
    assertThat(take(NOW, 2)).containsExactly("now.list.example");
    assertThat(take(NOW, 2)).isEmpty();
  }

  @Test
  void passesOnWhatSomebodyTookAndNeverGaveBack() {
    add("left", Duration.ZERO);
    take(NOW, 1);

    assertThat(take(NOW.plus(LEASE).minusMillis(1), 1)).isEmpty();
    assertThat(take(NOW.plus(LEASE), 1)).containsExactly("left.list.example");
  }

  @Test
  void keepsThoseWhoDoNotAnswerApart() {
    rows.add(List.of("silent.list.example"), NOW, true);
    add("prompt", Duration.ZERO);

    assertThat(due.take(true, NOW, 10, NOW.plus(LEASE))).containsExactly("silent.list.example");
    assertThat(take(NOW, 10)).containsExactly("prompt.list.example");
  }

  @Test
  void givesNothingToTwoWhoTakeAtOnce() throws ExecutionException, InterruptedException {
    rows.add(
        IntStream.range(0, 500).mapToObj(i -> "shared-" + i + ".list.example").toList(),
        NOW,
        false);
    List<String> taken = new ArrayList<>();

    try (ExecutorService takers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> results =
          IntStream.range(0, 8).mapToObj(i -> takers.submit(() -> takeAll())).toList();
      for (Future<List<String>> result : results) {
        taken.addAll(result.get());
      }
    }

    assertThat(taken).hasSize(500).doesNotHaveDuplicates();
  }

  /**
   * In small parts, until nothing is left; whoever finds nothing may only have found all locked.
   */
  private List<String> takeAll() {
    List<String> taken = new ArrayList<>();
    List<String> part = take(NOW, 7);
    while (!part.isEmpty()) {
      taken.addAll(part);
      part = take(NOW, 7);
    }
    return taken;
  }

  @Test
  void putsOffOnlyWhoWasNotGivenAnotherTimeMeanwhile() {
    add("kept", Duration.ZERO);
    add("changed", Duration.ZERO);
    take(NOW, 2);
    Instant checked = NOW.plus(Duration.ofDays(1));
    due.set(List.of("changed.list.example"), checked);

    Instant later = NOW.plusSeconds(5);
    due.putOff(Map.of("kept.list.example", later, "changed.list.example", later), NOW.plus(LEASE));

    assertThat(rows.dueAt("kept.list.example")).contains(later);
    assertThat(rows.dueAt("changed.list.example")).contains(checked);
  }

  @Test
  void takesInWhoIsRegisteredAndMissing() {
    LabHost host = lab().host("missing");
    registrar.register(host.callsign());
    rows.remove(host.callsign().aLabel());

    assertThat(due.heal(NOW)).isEqualTo(1);
    assertThat(due.heal(NOW)).isZero();

    assertThat(rows.dueAt(host.callsign())).contains(NOW);
    rows.remove(host.callsign().aLabel());
  }

  @Test
  void forgetsOnlyWhoIsNotRegistered() throws MalformedException {
    LabHost host = lab().host("remembered");
    registrar.register(host.callsign());
    add("stranger", Duration.ZERO);

    due.forget(host.callsign());
    due.forget(Callsign.parse("stranger.list.example", NamePolicy.PUBLIC));

    assertThat(rows.dueAt(host.callsign())).isPresent();
    assertThat(rows.dueAt("stranger.list.example")).isEmpty();
  }

  @Test
  void isWrittenInTheTransactionOfTheChange() {
    transactions.run(
        connection -> {
          DueList.schedule(connection, "fresh.list.example", NOW, Contact.SILENT);
          return NOW;
        });

    assertThat(take(NOW, 1)).isEmpty();
    assertThat(due.take(true, NOW, 1, NOW)).containsExactly("fresh.list.example");
    transactions.run(
        connection -> {
          DueList.schedule(connection, "fresh.list.example", NOW, Contact.NONE);
          return NOW;
        });
    assertThat(due.take(true, NOW, 1, NOW)).containsExactly("fresh.list.example");
    transactions.run(
        connection -> {
          DueList.schedule(connection, "fresh.list.example", NOW, Contact.ANSWERED);
          return NOW;
        });
    assertThat(take(NOW, 1)).containsExactly("fresh.list.example");
  }
}
