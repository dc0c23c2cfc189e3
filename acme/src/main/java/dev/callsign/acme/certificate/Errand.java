package dev.callsign.acme.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What follows a certificate and is run until it is seen to be so, however long it takes. No
 * failure of an errand causes an order.
 *
 * @param subject what it was run for last; null before it was
 * @param tries how often it was run for that since it was last seen to be so
 * @param notBefore when it may be run for the same again
 * @param doneAt when it was first done for that; null before it was
 */
record Errand(@Nullable String subject, int tries, Instant notBefore, @Nullable Instant doneAt) {

  /** What errands there are. */
  enum Kind {
    /** Sign a statement with the key of the live certificate. */
    SIGN,
    /** Give certificate and statement to those who serve them. */
    DEPLOY,
    /** Tell the directory. */
    PUBLISH
  }

  static final Errand NEVER = new Errand(null, 0, Instant.EPOCH, null);

  /** After the first run; doubles with each. */
  static final Duration FIRST_WAIT = Duration.ofSeconds(5);

  static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  /** A directory that asks to wait longer than this is asked again all the same. */
  static final Duration LONGEST_ASKED = Duration.ofHours(1);

  /** A run that is farther off was set by a clock that was wrong. */
  static final Duration CLOCK_WAS_WRONG = LONGEST_ASKED.multipliedBy(2);

  /** By which part of it each wait is longer or shorter, at most. */
  static final double JITTER = 0.2;

  /** Runs that fail before the owner is told. */
  static final int ALARM_AFTER = 3;

  /** Runs that succeed and change nothing that is seen, before the owner is told. */
  static final int ALARM_UNSEEN = 6;

  private static final int MOST_DOUBLINGS = 6;

  boolean mayRun(String wanted, Instant now) {
    return !wanted.equals(subject)
        || !now.isBefore(notBefore)
        || notBefore.isAfter(now.plus(CLOCK_WAS_WRONG));
  }

  boolean isDone(String wanted) {
    return wanted.equals(subject) && doneAt != null;
  }

  /** How often it was run for {@code wanted}. */
  int triesFor(String wanted) {
    return wanted.equals(subject) ? tries : 0;
  }

  Errand ran(String forWhat, boolean done, Duration asked, Instant now, RandomGenerator random) {
    int count = Math.min(triesFor(forWhat) + 1, Tries.MANY);
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(count - 1, MOST_DOUBLINGS));
    wait = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
    wait = Duration.ofMillis(Math.round(wait.toMillis() * factor));
    Duration bounded = asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
    wait = wait.compareTo(bounded) < 0 ? bounded : wait;
    Instant first = Objects.equals(forWhat, subject) ? doneAt : null;
    return new Errand(
        forWhat,
        count,
        Plan.roundUp(now.plus(wait)),
        first == null && done ? Plan.whole(now) : first);
  }

  /** It is seen to be so, whoever did it. */
  Errand settled(String forWhat, Instant now) {
    return tries == 0 && isDone(forWhat)
        ? this
        : new Errand(forWhat, 0, notBefore, isDone(forWhat) ? doneAt : Plan.whole(now));
  }

  /** Whether this run is the one after which the owner is told. */
  boolean alarms(boolean done) {
    return tries == (done ? ALARM_UNSEEN : ALARM_AFTER);
  }
}
