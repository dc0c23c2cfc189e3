package dev.callsign.directory.app;

import dev.callsign.directory.fetch.RenewalInfoSource;
import dev.callsign.directory.record.CensusTaker;
import dev.callsign.directory.record.DueList;
import dev.callsign.directory.record.ListedLeaves;
import dev.callsign.directory.record.Recorder;
import dev.callsign.directory.record.Registrar;
import dev.callsign.directory.record.RenewalPolls;
import dev.callsign.directory.record.Turns;
import dev.callsign.directory.renewal.CensusGauges;
import dev.callsign.directory.renewal.Checkup;
import dev.callsign.directory.renewal.ClockCheck;
import dev.callsign.directory.renewal.RevocationSweep;
import dev.callsign.directory.renewal.Rounds;
import dev.callsign.directory.renewal.Tracker;
import dev.callsign.directory.renewal.TrackerLimits;
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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Makes the parts of {@code renewal}, and starts what goes on by itself. */
@ApplicationScoped
class Tracking {

  /** Seconds between two counts of everything, and between two looks whether lists are old. */
  private static final long UPKEEP_EVERY_SECONDS = 60;

  private static final Logger LOG = Logger.getLogger(Tracking.class);

  private final CallsignConfig config;

  /** One thread for the counts and one for the lists, which may take long. */
  private final ScheduledExecutorService upkeep =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("upkeep-", 0).factory());

  Tracking(CallsignConfig config) {
    this.config = config;
  }

  void start(
      @Observes StartupEvent event,
      Rounds rounds,
      RevocationSweep sweep,
      CensusGauges census,
      ClockCheck clock) {
    if (!config.renewal().enabled()) {
      LOG.info("callsigns are not followed here");
      return;
    }
    Thread.ofPlatform().daemon().name("tracker").start(rounds);
    again("the count of callsigns", census::refresh);
    again(
        "the look for revoked certificates",
        () -> {
          if (clock.isRight()) {
            sweep.round();
          }
        });
  }

  void stop(@Observes ShutdownEvent event, Tracker tracker) {
    upkeep.shutdown();
    tracker.close();
  }

  /** Now and every minute; whatever keeps it from being done, the next minute does it. */
  private void again(String what, Runnable work) {
    var unused =
        upkeep.scheduleWithFixedDelay(
            () -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                LOG.warnf(e, "%s has to wait", what);
              }
            },
            0,
            UPKEEP_EVERY_SECONDS,
            TimeUnit.SECONDS);
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
    return new Checkup(registrar, recorder, due, polls, authority, clock);
  }

  @Produces
  @Singleton
  Tracker tracker(
      DueList due, Checkup checkup, NamePolicy names, Clock clock, MeterRegistry meters) {
    return new Tracker(due, checkup, names, TrackerLimits.STANDARD, clock, meters);
  }

  @Produces
  @Singleton
  ClockCheck clockCheck(DatabaseClock shared, Clock clock) {
    return new ClockCheck(shared, clock);
  }

  @Produces
  @Singleton
  Rounds rounds(Tracker tracker, DueList due, ClockCheck clockCheck, Clock clock) {
    try {
      return new Rounds(tracker, due, clockCheck, clock, config.renewal().tick());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("callsign.renewal.tick: " + e.getMessage(), e);
    }
  }

  @Produces
  @Singleton
  RevocationSweep revocationSweep(
      Turns turns, ListedLeaves leaves, DueList due, Verifier verifier, Clock clock) {
    return new RevocationSweep(turns, leaves, due, verifier, clock, config.revocation().refresh());
  }

  @Produces
  @Singleton
  CensusGauges censusGauges(CensusTaker taker, Clock clock, MeterRegistry meters) {
    return new CensusGauges(taker, clock, meters);
  }
}
