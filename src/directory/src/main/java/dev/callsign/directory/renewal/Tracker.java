package dev.callsign.directory.renewal;

import dev.callsign.directory.record.DueList;
import dev.callsign.directory.record.Registration;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Keeps every registered callsign verified, together with the trackers of all other replicas: each
 * takes what is due from the list that they share, and checks it.
 *
 * <p>A check records its outcome and the time of the next one itself. What it does not get to, is
 * due again when the lease is over, here or elsewhere; so a replica that dies loses nothing.
 *
 * <p>Never takes more than it has places for. Hosts that do not answer have places of their own,
 * and so keep nobody waiting; who turns out to be one changes over after a moment. The names of one
 * registrable domain wait for each other, not in a place, but on the list. Safe for concurrent use.
 */
public final class Tracker implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Tracker.class);

  /** When to try again what was busy: from this long on, up to twice as long. */
  private static final Duration BUSY = Duration.ofSeconds(5);

  /** When to look again at a name that the policy of today does not allow. */
  private static final Duration NO_CALLSIGN = Duration.ofDays(1);

  /** The part of the prompt lane that gets free before more is taken: few rounds, all busy. */
  private static final int REFILL = 4;

  /** As long as anybody waits. */
  private static final Duration EVER = Duration.ofDays(365);

  private final DueList due;
  private final Function<Callsign, Registration> check;
  private final NamePolicy names;
  private final TrackerLimits limits;
  private final Clock clock;
  private final Places places;
  private final Backoff backoff = new Backoff();
  private final ReentrantLock rounds = new ReentrantLock();
  private final Counter waited;
  private final Counter busy;
  private final Counter failed;
  private volatile boolean isClosed;

  /** Whether the last round left prompt callsigns on the list that are due. */
  private volatile boolean isBehind;

  /**
   * A tracker that does nothing by itself.
   *
   * @param check looks at one callsign, records what it saw and sets when it is due again, unless
   *     it answers {@link Registration.Busy} or throws; blocks the calling thread
   * @param names which names are callsigns
   */
  public Tracker(
      DueList due,
      Function<Callsign, Registration> check,
      NamePolicy names,
      TrackerLimits limits,
      Clock clock,
      MeterRegistry meters) {
    this.due = due;
    this.check = check;
    this.names = names;
    this.limits = limits;
    this.clock = clock;
    this.places = new Places(limits);
    this.waited = meters.counter("callsign.tracker.waited");
    this.busy = meters.counter("callsign.tracker.busy");
    this.failed = meters.counter("callsign.tracker.failures");
    for (Lane lane : Lane.values()) {
      Gauge.builder("callsign.tracker.places", () -> places.taken(lane))
          .tag("lane", lane.name().toLowerCase(Locale.ROOT))
          .register(meters);
    }
  }

  /**
   * Takes what is due, as much as there is room for, and starts to check it on virtual threads.
   * Does not wait for a host.
   *
   * @return how many it took, those that have to wait for others of their domain among them
   */
  public int round() {
    rounds.lock();
    try {
      Instant now = now();
      isBehind = false;
      if (isClosed || backoff.isOn(now)) {
        return 0;
      }
      places.makeWay(now.minus(limits.prompt()), now);
      int wanted = places.room(Lane.PROMPT);
      int prompt = take(Lane.PROMPT, wanted, now);
      int slow = take(Lane.SLOW, places.room(Lane.SLOW), now);
      isBehind = prompt == wanted;
      return prompt + slow;
    } catch (RuntimeException e) {
      fail("what is due cannot be had", e);
      return 0;
    } finally {
      rounds.unlock();
    }
  }

  /**
   * Waits for the next round: for {@code longest} when the last one took everything that was due,
   * and otherwise only until there is room. Ends when this is closed.
   */
  public void awaitNext(Duration longest) throws InterruptedException {
    if (isBehind) {
      places.awaitRoom(Math.max(1, limits.promptPlaces() / REFILL), longest);
    } else {
      places.awaitClose(longest);
    }
  }

  /** Whether it takes nothing any more. */
  public boolean isClosed() {
    return isClosed;
  }

  /** Waits until nothing is under way. */
  public void awaitIdle() throws InterruptedException {
    awaitAtMost(0, EVER);
  }

  /** Waits until no more than so many are under way, or the time is over; says which. */
  boolean awaitAtMost(int underWay, Duration longest) throws InterruptedException {
    return places.awaitAtMost(underWay, longest);
  }

  /**
   * Takes nothing any more, and waits for what is under way, but not for long: what is left then
   * falls to others when its lease is over.
   */
  @Override
  public void close() {
    rounds.lock(); // a round that has begun ends first
    try {
      isClosed = true;
    } finally {
      rounds.unlock();
    }
    places.close();
    try {
      if (!places.awaitAtMost(0, limits.closing())) {
        LOG.info("checks that were under way are left to others");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int take(Lane lane, int room, Instant now) {
    if (room < 1) {
      return 0;
    }
    Instant until = now.plus(limits.lease());
    List<String> taken = due.take(lane == Lane.SLOW, now, room, until);
    Map<String, Instant> later = new LinkedHashMap<>();
    for (String name : taken) {
      begin(name, lane, now, until).ifPresent(at -> later.put(name, at));
    }
    due.putOff(later, until);
    return taken.size();
  }

  /** Starts a check, or says when to come again. */
  private Optional<Instant> begin(String name, Lane lane, Instant now, Instant until) {
    Callsign callsign;
    try {
      callsign = Callsign.parse(name, names);
    } catch (MalformedException e) {
      LOG.warnf("%s is registered, but no callsign any more: %s", name, e.detail());
      return Optional.of(now.plus(NO_CALLSIGN));
    }
    Optional<Instant> later = places.enter(callsign, lane, now);
    if (later.isPresent()) {
      waited.increment();
      return later;
    }
    Thread.ofVirtual().name("check-" + name).start(() -> check(callsign, until));
    return Optional.empty();
  }

  private void check(Callsign callsign, Instant until) {
    try {
      switch (check.apply(callsign)) {
        case Registration.Recorded recorded -> {}
        case Registration.Unchanged unchanged -> {}
        case Registration.Refused refused -> {}
        case Registration.Busy isBusy -> {
          busy.increment();
          due.putOff(Map.of(callsign.aLabel(), soon(callsign)), until);
        }
      }
      if (backoff.succeed()) {
        LOG.info("checks succeed again");
      }
    } catch (RuntimeException e) {
      fail(callsign + " cannot be checked", e);
    } finally {
      places.leave(callsign);
    }
  }

  private Instant soon(Callsign callsign) {
    Instant now = now();
    long seed = callsign.hashCode() * 31L + now.toEpochMilli();
    return now.plus(BUSY).plusMillis(new SplittableRandom(seed).nextLong(BUSY.toMillis()));
  }

  /** The lease stays: nobody tries again before it is over. */
  private void fail(String what, RuntimeException e) {
    failed.increment();
    if (backoff.fail(now()) && !isClosed) {
      LOG.error(what + "; it is tried again", e);
    }
  }

  /** Milliseconds are what every storage keeps. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
