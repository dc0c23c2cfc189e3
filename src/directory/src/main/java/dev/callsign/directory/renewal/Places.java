package dev.callsign.directory.renewal;

import dev.callsign.name.Callsign;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is being checked in this process, and for how many more there is room. A place belongs to a
 * lane; a check that takes long changes from the prompt lane into the slow one, as far as there is
 * room. Safe for concurrent use.
 */
final class Places {

  /** How long a callsign waits at least when its domain has no room. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** So long each of the places of a domain is kept for one that waits. */
  private static final Duration SPACING = Duration.ofSeconds(1);

  /** How long a callsign waits at most; more of a domain than fit in come back at once. */
  private static final Duration MAX_PAUSE = Duration.ofMinutes(10);

  /** How often domains that nobody waits for are forgotten. */
  private static final Duration FORGET_EVERY = Duration.ofSeconds(10);

  private final TrackerLimits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, Domain> domains = new HashMap<>();
  private Instant forgotten = Instant.MIN;
  private int prompt;
  private int slow;

  /** Of {@link #slow}, those that did not come from the prompt lane. */
  private int silent;

  private boolean isClosed;

  /** Where one callsign is checked, and since when. */
  private static final class Place {
    private final String domain;
    private final Lane began;
    private final Instant since;
    private Lane lane;

    Place(String domain, Lane lane, Instant since) {
      this.domain = domain;
      this.began = lane;
      this.since = since;
      this.lane = lane;
    }
  }

  /** The names of one registrable domain. */
  private static final class Domain {
    private int underWay;

    /** When the last of those that wait comes again. */
    private @Nullable Instant lastWaits;

    boolean isForgettable() {
      return underWay == 0 && lastWaits == null;
    }

    boolean isForgettable(Instant now) {
      return underWay == 0 && (lastWaits == null || lastWaits.isBefore(now));
    }

    /** Those that wait come again one after the other, however many they are. */
    Instant waits(Instant now, Duration spacing) {
      Instant first = now.plus(PAUSE);
      Instant next =
          lastWaits == null || lastWaits.isBefore(first) ? first : lastWaits.plus(spacing);
      Instant chosen = next.isAfter(now.plus(MAX_PAUSE)) ? first : next;
      lastWaits = chosen;
      return chosen;
    }
  }

  Places(TrackerLimits limits) {
    this.limits = limits;
  }

  /**
   * For how many more a lane has room. Half of the slow lane is kept for those that come from the
   * prompt one: who went silent just now is in the way, who is known to be silent is not.
   */
  int room(Lane lane) {
    lock.lock();
    try {
      return switch (lane) {
        case PROMPT -> limits.promptPlaces() - prompt;
        case SLOW -> Math.min(limits.slowPlaces() - slow, limits.slowPlaces() / 2 - silent);
      };
    } finally {
      lock.unlock();
    }
  }

  /** How many places of a lane are taken. */
  int taken(Lane lane) {
    lock.lock();
    try {
      return lane == Lane.PROMPT ? prompt : slow;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a place in a lane that has room.
   *
   * @return empty when it was taken; otherwise when to come again, because as many names of the
   *     same domain as may be are being checked already, or this one is
   */
  Optional<Instant> enter(Callsign callsign, Lane lane, Instant now) {
    String name = callsign.registrableDomain();
    lock.lock();
    try {
      Domain domain = domains.computeIfAbsent(name, unknown -> new Domain());
      if (domain.underWay >= limits.perDomain() || places.containsKey(callsign.aLabel())) {
        return Optional.of(domain.waits(now, SPACING.dividedBy(limits.perDomain())));
      }
      domain.underWay++;
      places.put(callsign.aLabel(), new Place(name, lane, now));
      count(lane, 1);
      silent += lane == Lane.SLOW ? 1 : 0;
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Gives a place back. */
  void leave(Callsign callsign) {
    lock.lock();
    try {
      Place place = places.remove(callsign.aLabel());
      if (place != null) {
        count(place.lane, -1);
        silent -= place.began == Lane.SLOW ? 1 : 0;
        domains.computeIfPresent(
            place.domain,
            (name, domain) -> {
              domain.underWay--;
              return domain.isForgettable() ? null : domain;
            });
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets checks that began before an instant go on in the slow lane, as far as it has room. */
  void makeWay(Instant before, Instant now) {
    lock.lock();
    try {
      for (Place place : places.values()) {
        boolean isLong = place.lane == Lane.PROMPT && !place.since.isAfter(before);
        if (isLong && slow < limits.slowPlaces()) {
          count(Lane.PROMPT, -1);
          count(Lane.SLOW, 1);
          place.lane = Lane.SLOW;
        }
      }
      if (!now.isBefore(forgotten.plus(FORGET_EVERY))) {
        forgotten = now;
        domains.values().removeIf(each -> each.isForgettable(now));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the prompt lane has room for so many, all are closed, or the time is over. */
  void awaitRoom(int wanted, Duration longest) throws InterruptedException {
    await(() -> isClosed || limits.promptPlaces() - prompt >= wanted, longest);
  }

  /** Waits until they are closed, or the time is over. */
  void awaitClose(Duration longest) throws InterruptedException {
    await(() -> isClosed, longest);
  }

  /** Waits until no more than so many have a place, or the time is over; says which. */
  boolean awaitAtMost(int count, Duration longest) throws InterruptedException {
    return await(() -> places.size() <= count, longest);
  }

  /** Ends the waiting for room. */
  void close() {
    lock.lock();
    try {
      isClosed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean await(BooleanSupplier condition, Duration longest) throws InterruptedException {
    long nanos = TimeUnit.NANOSECONDS.convert(longest);
    lock.lockInterruptibly();
    try {
      while (!condition.getAsBoolean()) {
        if (nanos <= 0) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void count(Lane lane, int by) {
    switch (lane) {
      case PROMPT -> prompt += by;
      case SLOW -> slow += by;
    }
  }
}
