package dev.callsign.directory.events;

import static dev.callsign.directory.LabResource.lab;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.directory.LabResource;
import dev.callsign.directory.OtherReplica;
import dev.callsign.directory.Requests;
import dev.callsign.directory.ShiftedClock;
import dev.callsign.directory.fetch.WebhookUrl;
import dev.callsign.directory.state.EventType;
import dev.callsign.directory.storage.Times;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.lab.LabHost;
import dev.callsign.lab.WebhookReceiver;
import dev.callsign.name.Callsign;
import dev.callsign.report.MalformedException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Leases of watches, and what becomes of events at their edges. The clock stands still and what
 * happens lies an hour ahead, so that the directory's own rounds leave it to the test.
 */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class WatchStoreTest {

  /** More than all tests together have. */
  private static final int ALL = 10_000;

  /** Whoever does not wait for the other transaction is done by then. */
  private static final Duration LONG_ENOUGH = Duration.ofMillis(500);

  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final WatchStore watches;
  private final EventReader events;
  private final OtherReplica replica;
  private final Transactions transactions;
  private final ShiftedClock clock;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final Instant later = now.plus(Duration.ofHours(1));

  WatchStoreTest(
      WatchStore watches,
      EventReader events,
      OtherReplica replica,
      Transactions transactions,
      ShiftedClock clock) {
    this.watches = watches;
    this.events = events;
    this.replica = replica;
    this.transactions = transactions;
    this.clock = clock;
  }

  @BeforeEach
  void stopTheClock() {
    clock.stopAt(now);
  }

  @AfterEach
  void backToNow() {
    clock.shift(Duration.ZERO);
  }

  /** Classes share the lab: the names here are nobody else's. */
  private static LabHost registered(String name) {
    LabHost host = lab().host("stored-" + name);
    Requests.register(host.callsign()).statusCode(201);
    return host;
  }

  /** A watch of a callsign by itself. */
  private Watch watch(LabHost host, WebhookReceiver hooks) throws MalformedException {
    WebhookUrl url = WebhookUrl.parse(hooks.url().toString(), lab().tlsPort());
    return watches.add(host.callsign(), host.callsign(), url, now)
            instanceof WatchStore.Outcome.Created created
        ? created.watch()
        : failed();
  }

  private static Watch failed() {
    throw new AssertionError("there is no new watch");
  }

  private void happen(LabHost host, Instant at) {
    replica.tell(host.callsign(), EventType.EXPIRING, null, at);
  }

  private Optional<Watch> take(Watch watch, Instant at) {
    return watches.take(at, ALL, Courier.LEASE).stream()
        .filter(taken -> taken.id() == watch.id())
        .findFirst();
  }

  private long lastEvent(Callsign callsign) {
    return events.last(List.of(callsign.aLabel())).getOrDefault(callsign.aLabel(), 0L);
  }

  @Test
  void wakesAWatchWithTheEventAndNotBefore() throws MalformedException {
    LabHost host = registered("waking");
    Watch watch = watch(host, lab().webhook("hooks.waking.test"));
    assertThat(take(watch, later)).as("nothing has happened").isEmpty();

    happen(host, later);

    assertThat(take(watch, later.minus(A_SECOND))).isEmpty();
    assertThat(take(watch, later)).isPresent();
  }

  @Test
  void passesALeaseOnWhenItsHolderDiesAndDeliversAllTheSame() throws MalformedException {
    LabHost host = registered("leased");
    WebhookReceiver hooks = lab().webhook("hooks.leased.test");
    Watch watch = watch(host, hooks);
    happen(host, later);

    assertThat(take(watch, later)).isPresent(); // and whoever has it says nothing more
    assertThat(take(watch, later)).as("it is somebody else's").isEmpty();
    Instant end = later.plus(Courier.LEASE);
    assertThat(take(watch, end.minus(A_SECOND))).isEmpty();
    assertThat(hooks.deliveries()).isEmpty();

    clock.stopAt(end);
    hooks.awaitDeliveries(1);
  }

  @Test
  void isDueAgainAtOnceWhereMoreHasHappenedAndSleepsOtherwise() throws MalformedException {
    LabHost host = registered("released");
    Watch watch = watch(host, lab().webhook("hooks.released.test"));
    happen(host, later);
    long first = lastEvent(host.callsign());
    happen(host, later);

    Watch taken = take(watch, later).orElseThrow();
    assertThat(watches.delivered(taken, first)).isTrue();
    assertThat(take(watch, later)).as("the lease goes on").isEmpty();
    watches.release(taken.at(first), later);
    Watch again = take(watch, later).orElseThrow();
    assertThat(again.position()).isEqualTo(first);

    assertThat(watches.delivered(again, lastEvent(host.callsign()))).isTrue();
    watches.release(again.at(lastEvent(host.callsign())), later);
    assertThat(take(watch, later.plus(Duration.ofDays(1)))).isEmpty();
  }

  @Test
  void losesNoEventThatIsNotDurableYetWhenTheLeaseEnds() throws Exception {
    LabHost host = registered("raced");
    Watch watch = watch(host, lab().webhook("hooks.raced.test"));
    happen(host, later);
    Watch taken = take(watch, later).orElseThrow();
    long first = lastEvent(host.callsign());
    assertThat(watches.delivered(taken, first)).isTrue();

    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread other =
        Thread.ofPlatform()
            .start(
                () ->
                    transactions.run(
                        connection -> {
                          replica.tell(connection, host.callsign(), EventType.EXPIRED, null, later);
                          written.countDown();
                          await(end);
                          return connection;
                        }));
    written.await();
    Thread courier = Thread.ofPlatform().start(() -> watches.release(taken.at(first), later));
    courier.join(LONG_ENOUGH);
    end.countDown();
    other.join();
    courier.join();

    assertThat(lastEvent(host.callsign())).isGreaterThan(first);
    assertThat(take(watch, later)).isPresent();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void changesNothingForWhomeverAnotherOneHasOvertaken() throws MalformedException {
    LabHost host = registered("overtaken");
    Watch watch = watch(host, lab().webhook("hooks.overtaken.test"));
    happen(host, later);
    Watch slow = take(watch, later).orElseThrow();
    Instant end = later.plus(Courier.LEASE);
    Watch quick = take(watch, end).orElseThrow();
    long event = lastEvent(host.callsign());
    assertThat(watches.delivered(quick, event)).isTrue();
    watches.release(quick.at(event), end);

    assertThat(watches.delivered(slow, event)).isFalse();
    watches.failed(slow, 1, "too late", end, end);
    watches.buried(slow, event, 9, "too late", end, end);

    Watch after = watches.find(host.callsign(), watch.id()).orElseThrow();
    assertThat(after).isEqualTo(watch.at(event));
    assertThat(take(watch, end.plus(Duration.ofDays(1)))).isEmpty();
    assertThat(watches.deadLetters(0, ALL)).noneMatch(letter -> letter.watch().id() == watch.id());
  }

  @Test
  void buriesAnEventOnceAndForgetsItWithTheWatch() throws MalformedException {
    LabHost host = registered("buried");
    Watch watch = watch(host, lab().webhook("hooks.buried.test"));
    happen(host, later);
    Watch taken = take(watch, later).orElseThrow();
    long event = lastEvent(host.callsign());

    watches.buried(taken, event, 9, "it takes nothing", later, later.plus(RetryPlan.longest()));

    Watch after = watches.find(host.callsign(), watch.id()).orElseThrow();
    assertThat(after.position()).isEqualTo(event);
    assertThat(after.tries()).isEqualTo(9);
    assertThat(after.failingSince()).isEqualTo(later);
    assertThat(watches.deadLetters(0, ALL))
        .filteredOn(letter -> letter.watch().id() == watch.id())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.event()).isEqualTo(event);
              assertThat(letter.reason()).isEqualTo("it takes nothing");
              assertThat(letter.failedAt()).isEqualTo(later);
              assertThat(letter.replays()).isFalse();
            });
    happen(host, later);
    assertThat(take(watch, later)).as("one event in so many hours").isEmpty();
    assertThat(take(watch, later.plus(RetryPlan.longest()))).isPresent();

    assertThat(watches.remove(host.callsign(), watch.id())).isTrue();
    assertThat(watches.deadLetters(0, ALL)).noneMatch(letter -> letter.watch().id() == watch.id());
    watches.buried(taken, event, 9, "too late", later, later);
    assertThat(watches.remove(host.callsign(), watch.id())).isFalse();
  }

  /** The owner locks the watch before its letters, and so does who delivers one. */
  @Test
  void endsAWatchWhileALetterOfItIsTakenAfterAll() throws Exception {
    LabHost host = registered("crossed");
    Watch watch = watch(host, lab().webhook("hooks.crossed.test"));
    happen(host, later);
    Watch taken = take(watch, later).orElseThrow();
    watches.buried(
        taken, lastEvent(host.callsign()), 9, "it takes nothing", later, later.plusSeconds(1));
    DeadLetter letter =
        watches.deadLetters(0, ALL).stream()
            .filter(each -> each.watch().id() == watch.id())
            .findFirst()
            .orElseThrow();
    CountDownLatch deleted = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    FutureTask<Boolean> owner =
        new FutureTask<>(
            () ->
                transactions.run(
                    connection -> {
                      delete(connection, "delete from watch where id = ?", watch);
                      deleted.countDown();
                      await(end);
                      delete(connection, "delete from dead_letter where watch = ?", watch);
                      return true;
                    }));
    FutureTask<Boolean> courier =
        new FutureTask<>(
            () -> {
              watches.replayed(letter, later);
              return true;
            });

    Thread.ofPlatform().start(owner);
    deleted.await();
    Thread.ofPlatform().start(courier).join(LONG_ENOUGH);
    end.countDown();

    assertThat(owner.get()).isTrue();
    assertThat(courier.get()).isTrue();
  }

  private static void delete(Connection connection, String sql, Watch watch) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setLong(1, watch.id());
      delete.executeUpdate();
    }
  }

  /** Another list of public suffixes may make a suffix of what was a callsign. */
  @Test
  void passesOverANameThatIsNoCallsignAnyMore() throws MalformedException {
    LabHost host = registered("well-named");
    Watch watch = watch(host, lab().webhook("hooks.well-named.test"));
    Watch other = watch(registered("renamed"), lab().webhook("hooks.renamed.test"));
    rename(other, "co.uk");
    try {
      happen(host, later);
      wake(other, later);

      assertThat(watches.take(later, ALL, Courier.LEASE))
          .extracting(Watch::id)
          .contains(watch.id())
          .doesNotContain(other.id());
    } finally {
      rename(other, "renamed.callsign.test");
    }
  }

  private void rename(Watch watch, String callsign) {
    set("update watch set callsign = ? where id = ?", callsign, watch);
  }

  private void wake(Watch watch, Instant at) {
    set("update watch set next_at = ? where id = ?", Times.utc(at), watch);
  }

  private void set(String sql, Object value, Watch watch) {
    transactions.run(
        connection -> {
          try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setObject(1, value);
            update.setLong(2, watch.id());
            return update.executeUpdate();
          }
        });
  }
}
