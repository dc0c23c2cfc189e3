package dev.callsign.directory.record;

import static dev.callsign.directory.LabResource.lab;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.callsign.directory.LabResource;
import dev.callsign.directory.Requests;
import dev.callsign.directory.state.EventType;
import dev.callsign.directory.state.Sighting;
import dev.callsign.directory.state.StateName;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.directory.verify.Verification;
import dev.callsign.directory.verify.Verifier;
import dev.callsign.lab.HistoryFault;
import dev.callsign.lab.LabHost;
import dev.callsign.name.Callsign;
import dev.callsign.statement.RecordedStatement;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** What becomes durable, and what of it is found again. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class RecorderTest {
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  /** Whoever does not wait for the other transaction is done by then. */
  private static final Duration LONG_ENOUGH = Duration.ofMillis(500);

  private final Recorder recorder;
  private final Verifier verifier;
  private final EvidenceStore evidence;
  private final CallsignRepository repository;
  private final Transactions transactions;

  RecorderTest(
      Recorder recorder,
      Verifier verifier,
      EvidenceStore evidence,
      CallsignRepository repository,
      Transactions transactions) {
    this.recorder = recorder;
    this.verifier = verifier;
    this.evidence = evidence;
    this.repository = repository;
    this.transactions = transactions;
  }

  /** Classes share the lab: the names here are nobody else's. */
  private static Callsign registered(String name) {
    LabHost host = lab().host("recorded-" + name);
    Requests.register(host.callsign()).statusCode(201);
    return host.callsign();
  }

  private RecordedCallsign.Statement inForce(Callsign callsign) {
    return repository.find(callsign).orElseThrow().active();
  }

  private List<HistoryEntry> history(Callsign callsign) {
    return repository.historyAfter(callsign, 0, CallsignRepository.MAX_HISTORY_PAGE);
  }

  @Test
  void tellsALateEndWithItsOwnStateAndWhatFollowsItWithTheNext() {
    Callsign callsign = registered("late");
    RecordedCallsign.Statement statement = inForce(callsign);

    recorder.observe(
        callsign, new Sighting.Revoked(statement.sha256()), statement.expiresAt().plus(A_SECOND));

    assertThat(history(callsign))
        .extracting(HistoryEntry::type, HistoryEntry::state)
        .containsExactly(
            tuple(EventType.FIRST, StateName.ACTIVE),
            tuple(EventType.EXPIRED, StateName.EXPIRED),
            tuple(EventType.REVOKED, StateName.REVOKED));
  }

  /** A storage that keeps less than nanoseconds, and rounds, would move the check to the end. */
  @Test
  void tellsAnEndThatIsLessThanAMillisecondAfterACheck() {
    Callsign callsign = registered("punctual");
    RecordedCallsign.Statement statement = inForce(callsign);

    assertThat(
            recorder.observe(callsign, new Sighting.Nothing(), statement.expiresAt().minusNanos(1)))
        .contains(StateName.RENEWAL_DUE);
    assertThat(
            recorder.observe(
                callsign, new Sighting.Nothing(), statement.expiresAt().plus(A_SECOND)))
        .contains(StateName.EXPIRED);

    assertThat(history(callsign))
        .extracting(HistoryEntry::type)
        .containsOnlyOnce(EventType.EXPIRED)
        .endsWith(EventType.EXPIRED);
  }

  @Test
  void hearsAVetoThatComesWhileTheHostIsAsked() {
    LabHost host = lab().host("recorded-disputed");
    Callsign callsign = host.callsign();
    Requests.register(callsign).statusCode(201);
    RecordedStatement basis = repository.lastAccepted(callsign).orElseThrow().statement();
    host.misbehave(HistoryFault.IDENTITIES_REPLACED);
    Verification.Verified asked =
        (Verification.Verified) verifier.verify(callsign, basis, Set.of());
    EvidenceStore.Shared shared = evidence.share(asked.evidence());
    assertThat(recorder.record(asked, shared, basis)).isInstanceOf(RecordOutcome.Recorded.class);

    assertThat(recorder.veto(callsign, asked.report().at())).isTrue();

    assertThat(recorder.record(asked, shared, basis)).isInstanceOf(RecordOutcome.Vetoed.class);
    assertThat(history(callsign))
        .extracting(HistoryEntry::type)
        .containsExactly(EventType.FIRST, EventType.HELD, EventType.VETOED);
  }

  @Test
  void readsWhatCameInForceWhileItWaitedForTheLock()
      throws ExecutionException, InterruptedException {
    Callsign callsign = registered("replaced");
    Callsign other = registered("other");
    CountDownLatch replaced = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    FutureTask<Boolean> first =
        new FutureTask<>(
            () ->
                transactions.run(
                    connection -> {
                      replaceByThatOf(connection, callsign, other);
                      replaced.countDown();
                      await(end);
                      return true;
                    }));
    FutureTask<String> second =
        new FutureTask<>(
            () ->
                transactions.run(
                    connection ->
                        LockedCallsign.of(connection, callsign)
                            .map(row -> row.facts().inForce().statement())
                            .orElse("nothing")));

    Thread.ofPlatform().start(first);
    replaced.await();
    Thread waiting = Thread.ofPlatform().start(second);
    waiting.join(LONG_ENOUGH);
    assertThat(waiting.isAlive()).as("it waits for the lock").isTrue();
    end.countDown();

    assertThat(first.get()).isTrue();
    assertThat(second.get()).isEqualTo(inForce(other).sha256());
  }

  private static void replaceByThatOf(Connection connection, Callsign callsign, Callsign other)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update callsign set active_statement ="
                + " (select o.active_statement from callsign o where o.name = ?)"
                + " where name = ?")) {
      update.setString(1, other.aLabel());
      update.setString(2, callsign.aLabel());
      update.executeUpdate();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
