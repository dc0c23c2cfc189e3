package dev.callsign.acme.deploy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How often one program was told of one thing, and how it went last.
 *
 * @param done whether it ended well the last time
 * @param tries how often it was run
 * @param notBefore when it may be run again; whole seconds
 */
record HookRun(boolean done, int tries, Instant notBefore) {

  static final HookRun NEVER = new HookRun(false, 0, Instant.EPOCH);

  /** After the first run; doubles with each. */
  static final Duration FIRST_WAIT = Duration.ofSeconds(10);

  /** Where nothing helps, a program is run so often and no more. */
  static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** A run that is farther off was set by a clock that was wrong. */
  static final Duration CLOCK_WAS_WRONG = LONGEST_WAIT.multipliedBy(2);

  /** Failures before the owner is told. */
  static final int ALARM_AFTER = 3;

  /** Counting stops here: nothing depends on more. */
  static final int MANY = 1000;

  private static final int MOST_DOUBLINGS = 9;

  boolean mayRun(Instant now) {
    return !now.isBefore(notBefore) || notBefore.isAfter(now.plus(CLOCK_WAS_WRONG));
  }

  HookRun ran(boolean well, Instant now) {
    int count = Math.min(tries + 1, MANY);
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(count - 1, MOST_DOUBLINGS));
    wait = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    return new HookRun(well, count, now.plus(wait).truncatedTo(ChronoUnit.SECONDS));
  }

  /** Whether this failure is the one after which the owner is told. */
  boolean alarms() {
    return !done && tries == ALARM_AFTER;
  }
}
