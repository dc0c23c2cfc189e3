package dev.callsign.acme.run;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When the next round is: after {@link #TICK}, give or take a tenth, so that the agents of the
 * world do not call at once; after a failure sooner, from {@link #FIRST_RETRY} doubling to {@link
 * #TICK}. Not safe for concurrent use.
 */
final class Schedule {

  /** Between two rounds: one-time prekeys are given at most 60 an hour (docs/protocol.md §4). */
  static final Duration TICK = Duration.ofMinutes(10);

  /** By how much of it each wait differs, at most, in both directions. */
  static final double JITTER = 0.1;

  /** After the first failure. */
  static final Duration FIRST_RETRY = Duration.ofMinutes(1);

  /** A directory that asks to wait longer than this is asked again all the same. */
  static final Duration LONGEST = Duration.ofHours(1);

  private final RandomGenerator random;
  private int failures;

  Schedule(RandomGenerator random) {
    this.random = random;
  }

  /**
   * How long to wait after a round.
   *
   * @param failed whether anything in it failed
   * @param asked how long the directory asked to wait; zero when it did not
   */
  Duration after(boolean failed, Duration asked) {
    failures = failed ? failures + 1 : 0;
    Duration wait = TICK;
    if (failed) {
      Duration backoff = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 10));
      wait = backoff.compareTo(TICK) < 0 ? backoff : TICK;
      Duration bounded = asked.compareTo(LONGEST) < 0 ? asked : LONGEST;
      wait = wait.compareTo(bounded) < 0 ? bounded : wait;
    }
    double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
    return Duration.ofMillis(Math.round(wait.toMillis() * factor));
  }
}
