package dev.callsign.directory.renewal;

import static dev.callsign.directory.LabResource.lab;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.directory.DueRows;
import dev.callsign.directory.FollowedProfile;
import dev.callsign.directory.LabResource;
import dev.callsign.directory.ShiftedClock;
import dev.callsign.directory.record.CensusTaker;
import dev.callsign.directory.record.DueList;
import dev.callsign.directory.record.Registrar;
import dev.callsign.directory.record.Registration;
import dev.callsign.directory.storage.DatabaseClock;
import dev.callsign.lab.LabHost;
import dev.callsign.name.NamePolicy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes on by itself, and what an operator sees of it. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
@TestProfile(FollowedProfile.class)
class TrackerRoundsTest {
  private static final Duration TICK = Duration.ofMillis(10);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String NAME = "turning.rounds.example";

  private final DueList due;
  private final DueRows rows;
  private final DatabaseClock shared;
  private final CensusTaker census;
  private final Registrar registrar;
  private final ShiftedClock clock;
  private final MeterRegistry meters = new SimpleMeterRegistry();

  TrackerRoundsTest(
      DueList due,
      DueRows rows,
      DatabaseClock shared,
      CensusTaker census,
      Registrar registrar,
      ShiftedClock clock) {
    this.due = due;
    this.rows = rows;
    this.shared = shared;
    this.census = census;
    this.registrar = registrar;
    this.clock = clock;
  }

  @AfterEach
  void leaveNothing() {
    rows.remove(".rounds.example");
    clock.shift(Duration.ZERO);
  }

  private Thread start(Tracker tracker) {
    ClockCheck check = new ClockCheck(shared, clock);
    return Thread.ofVirtual().start(new TrackerRounds(tracker, due, check, clock, TICK));
  }

  private Tracker tracker(CountDownLatch checked) {
    return new Tracker(
        due,
        callsign -> {
          due.set(List.of(callsign.aLabel()), clock.instant().plus(HOUR));
          if (callsign.aLabel().equals(NAME)) {
            checked.countDown();
          }
          return new Registration.Unchanged();
        },
        NamePolicy.PUBLIC,
        TrackerLimits.STANDARD,
        clock,
        meters);
  }

  @Test
  void goOnUntilTheTrackerIsClosed() throws InterruptedException {
    CountDownLatch checked = new CountDownLatch(1);
    Tracker tracker = tracker(checked);
    Thread rounds = start(tracker);
    rows.add(List.of(NAME), clock.instant(), false);

    checked.await();
    tracker.close();

    rounds.join();
  }

  @Test
  void putBackWhatIsMissing() throws InterruptedException {
    LabHost host = lab().host("off-the-list");
    registrar.register(host.callsign());
    rows.remove(host.callsign().aLabel());
    CountDownLatch checked = new CountDownLatch(1);
    Tracker tracker = tracker(checked);
    rows.add(List.of(NAME), clock.instant(), false);

    Thread rounds = start(tracker);
    checked.await();
    tracker.close();
    rounds.join();

    assertThat(rows.dueAt(host.callsign())).isPresent();
  }

  @Test
  void areNotMadeByAWrongClock() {
    clock.shift(HOUR);
    ClockCheck check = new ClockCheck(shared, clock);
    assertThat(check.isRight()).isFalse();

    clock.shift(Duration.ZERO);
    assertThat(check.isRight()).isTrue();

    clock.shift(Duration.ofSeconds(30));
    assertThat(check.isRight()).isTrue();
    clock.shift(Duration.ofMinutes(-2));
    assertThat(check.isRight()).as("compared again, as the time went back").isFalse();
  }

  @Test
  void showWhatIsDueAndHowOldTheEvidenceIs() {
    registrar.register(lab().host("counted-once").callsign());
    CensusGauges gauges = new CensusGauges(census, clock, meters);
    assertThat(gauge("callsign.due")).isNaN();
    Instant now = clock.instant();
    clock.stopAt(now.plus(HOUR));
    gauges.refresh();
    double due = gauge("callsign.due");
    double overdue = gauge("callsign.due.overdue");

    rows.add(List.of(NAME), now, false);
    rows.add(List.of("dark.rounds.example"), clock.instant().minusSeconds(10), true);
    gauges.refresh();

    assertThat(gauge("callsign.due")).isEqualTo(due + 2);
    assertThat(gauge("callsign.due.overdue")).isEqualTo(overdue + 1);
    assertThat(gauge("callsign.due.lag.seconds")).isGreaterThan(3599);
    assertThat(gauge("callsign.evidence.oldest.seconds")).isGreaterThan(3599);
    assertThat(meters.get("callsign.callsigns").tag("state", "active").gauge().value())
        .isPositive();
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }
}
