package dev.callsign.acme.monitor;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When the directory is asked again: after {@link #FIRST}, doubling with every failure in a row,
 * give or take a fifth, so that the monitors of the world do not come back at once when a directory
 * does. Not safe for concurrent use.
 */
final class Reconnection {

  /** After a connection that stood, and after the first failure. */
  static final Duration FIRST = Duration.ofSeconds(1);

  /** The longest while the history can be read: how often it is polled where nobody streams. */
  static final Duration POLL = Duration.ofMinutes(1);

  /** The longest while it cannot be read either. */
  static final Duration LONGEST = Duration.ofMinutes(10);

  /** A directory that asks to wait longer than this is asked again all the same. */
  static final Duration LONGEST_ASKED = Duration.ofHours(1);

  /** By how much of it each wait differs, at most, in both directions. */
  static final double JITTER = 0.2;

  private final RandomGenerator random;
  private int failures;

  Reconnection(RandomGenerator random) {
    this.random = random;
  }

  /** How long to wait after a connection that stood. */
  Duration afterGood() {
    failures = 0;
    return jittered(FIRST);
  }

  /**
   * How long to wait after a failure.
   *
   * @param longest of the doubling
   * @param asked how long the directory asked to wait; zero when it did not
   */
  Duration afterFailure(Duration longest, Duration asked) {
    Duration backoff = FIRST.multipliedBy(1L << Math.min(failures, 10));
    failures++;
    Duration wait = backoff.compareTo(longest) < 0 ? backoff : longest;
    Duration bounded = asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
    if (bounded.compareTo(wait) > 0) {
      return bounded.plus(jittered(FIRST)); // not before it asked for
    }
    return jittered(wait);
  }

  /** How long to wait after more alarms than anybody reads. */
  Duration afterFlood() {
    return jittered(LONGEST);
  }

  private Duration jittered(Duration wait) {
    double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
    return Duration.ofMillis(Math.round(wait.toMillis() * factor));
  }
}
