package dev.callsign.directory.year;

import dev.callsign.directory.record.CallsignRepository;
import dev.callsign.directory.record.DueList;
import dev.callsign.directory.record.EvidenceStore;
import dev.callsign.directory.record.Recorder;
import dev.callsign.directory.record.Registrar;
import dev.callsign.directory.record.Registrars;
import dev.callsign.directory.record.Registration;
import dev.callsign.directory.renewal.Tracker;
import dev.callsign.directory.renewal.TrackerLimits;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** A directory among others on one database. It may die at any time. */
final class Replica {
  private final Registrar registrar;
  private final Tracker tracker;
  private final CountDownLatch judgementDay = new CountDownLatch(1);
  private final Set<Callsign> buried = ConcurrentHashMap.newKeySet();
  private final Semaphore graves = new Semaphore(0);
  private final LongAdder checks = new LongAdder();
  private volatile boolean isDead;

  /** What all replicas have in common. */
  record Shared(
      CallsignRepository repository,
      Recorder recorder,
      EvidenceStore evidence,
      DueList due,
      World world,
      Clock clock) {}

  Replica(Shared shared) {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    this.registrar =
        Registrars.replica(
            shared.world(), shared.repository(), shared.recorder(), shared.evidence(), meters);
    this.tracker =
        new Tracker(
            shared.due(),
            this::check,
            NamePolicy.WITH_TEST_NAMES,
            TrackerLimits.STANDARD,
            shared.clock(),
            meters);
  }

  Registration register(Callsign callsign) {
    return registrar.register(callsign);
  }

  /** Takes everything that is due and checks it, unless somebody else does. */
  void work() throws InterruptedException {
    while (!isDead && tracker.round() > 0) {
      tracker.awaitIdle();
    }
  }

  /** Takes what is due, and is gone before it has looked at anything. */
  Set<Callsign> die() throws InterruptedException {
    isDead = true;
    graves.acquire(tracker.round());
    return Set.copyOf(buried);
  }

  /** How often it looked at a host that was due. */
  long checks() {
    return checks.sum();
  }

  /** Lets the threads of the dead go. */
  void bury() {
    judgementDay.countDown();
    tracker.close();
  }

  private Registration check(Callsign callsign) {
    if (!isDead) {
      checks.increment();
      return registrar.recheck(callsign).orElseThrow();
    }
    buried.add(callsign);
    graves.release();
    try {
      judgementDay.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Registration.Unchanged();
  }
}
