package dev.callsign.directory.app;

import dev.callsign.directory.fetch.RenewalInfoSource;
import dev.callsign.directory.record.CensusTaker;
import dev.callsign.directory.record.DueList;
import dev.callsign.directory.record.EvidenceStore;
import dev.callsign.directory.record.ListedLeaves;
import dev.callsign.directory.record.Recorder;
import dev.callsign.directory.record.Registrar;
import dev.callsign.directory.record.RenewalPolls;
import dev.callsign.directory.record.Turns;
import dev.callsign.directory.renewal.CensusGauges;
import dev.callsign.directory.renewal.Checkup;
import dev.callsign.directory.renewal.ClockCheck;
import dev.callsign.directory.renewal.RevocationSweep;
import dev.callsign.directory.renewal.Tracker;
import dev.callsign.directory.renewal.TrackerLimits;
import dev.callsign.directory.renewal.TrackerRounds;
import dev.callsign.directory.storage.DatabaseClock;
import dev.callsign.directory.verify.Verifier;
import dev.callsign.name.NamePolicy;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Makes the parts of {@code renewal}, and starts what goes on by itself. */
@ApplicationScoped
class Tracking {

  /** Between two counts of everything, and between two looks whether lists are old. */
  private static final Duration UPKEEP_EVERY = Duration.ofMinutes(1);

  /** Between two times that evidence is tidied. */
  private static final Duration TIDY_EVERY = Duration.ofHours(1);

  private static final Logger LOG = Logger.getLogger(Tracking.class);

  private final CallsignConfig config;

  private final Rounds upkeep = new Rounds();

  Tracking(CallsignConfig config) {
    this.config = config;
  }

  void start(
      @Observes StartupEvent event,
      TrackerRounds rounds,
      RevocationSweep sweep,
      CensusGauges census,
      EvidenceStore evidence,
      Clock clock) {
    upkeep.repeat("evidence", TIDY_EVERY, () -> evidence.tidy(clock.instant()));
    if (!config.renewal().enabled()) {
      LOG.info("callsigns are not followed here");
      return;
    }
    Thread.ofPlatform().daemon().name("tracker").start(rounds);
    upkeep.repeat("census", UPKEEP_EVERY, census::refresh);
    upkeep.repeat("revocation", UPKEEP_EVERY, sweep::round);
  }

  void stop(@Observes ShutdownEvent event, Tracker tracker) {
    upkeep.close();
    tracker.close();
  }

  @Produces
  @Singleton
  Checkup checkup(
      Registrar registrar,
      Recorder recorder,
      DueList due,
      RenewalPolls polls,
      RenewalInfoSource authority,
      Clock clock) {
    return new Checkup(registrar, recorder, due, polls, authority, config.renewal().poll(), clock);
  }

  @Produces
  @Singleton
  Tracker tracker(
      DueList due, Checkup checkup, NamePolicy names, Clock clock, MeterRegistry meters) {
    return new Tracker(due, checkup, names, limits(), clock, meters);
  }

  private TrackerLimits limits() {
    try {
      return TrackerLimits.STANDARD.withPerDomain(config.renewal().perDomain());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("callsign.renewal.per-domain: " + e.getMessage(), e);
    }
  }

  @Produces
  @Singleton
  ClockCheck clockCheck(DatabaseClock shared, Clock clock) {
    return new ClockCheck(shared, clock);
  }

  @Produces
  @Singleton
  TrackerRounds rounds(Tracker tracker, DueList due, ClockCheck clockCheck, Clock clock) {
    try {
      return new TrackerRounds(tracker, due, clockCheck, clock, config.renewal().tick());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("callsign.renewal.tick: " + e.getMessage(), e);
    }
  }

  @Produces
  @Singleton
  RevocationSweep revocationSweep(
      Turns turns,
      ListedLeaves leaves,
      DueList due,
      Verifier verifier,
      ClockCheck clockCheck,
      Clock clock) {
    return new RevocationSweep(
        turns, leaves, due, verifier, clockCheck, clock, config.revocation().refresh());
  }

  @Produces
  @Singleton
  CensusGauges censusGauges(CensusTaker taker, Clock clock, MeterRegistry meters) {
    return new CensusGauges(taker, clock, meters);
  }
}
