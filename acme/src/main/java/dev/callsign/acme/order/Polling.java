package dev.callsign.acme.order;

import java.time.Duration;
import java.util.Optional;

/**
 * The waits of one question that is asked again and again: from {@link #FIRST} growing by half to
 * {@link #LONGEST}, or what the server asks for, until {@link #LIMIT} has been waited together.
 *
 * <p>It adds up what it waited and looks at no clock: one that is set meanwhile changes nothing.
 */
final class Polling {

  /** Let's Encrypt validates within a second and asks for nothing, so most is won here. */
  static final Duration FIRST = Duration.ofMillis(250);

  /** Nobody notices five seconds more after so many. */
  static final Duration LONGEST = Duration.ofSeconds(5);

  /** A server that asks to be left alone longer than this is asked again all the same. */
  static final Duration LONGEST_ASKED = Duration.ofSeconds(30);

  /** All waits together; Let's Encrypt gives up validating well before. */
  static final Duration LIMIT = Duration.ofMinutes(2);

  private final Sleeper sleeper;
  private Duration next = FIRST;
  private Duration waited = Duration.ZERO;

  Polling(Sleeper sleeper) {
    this.sleeper = sleeper;
  }

  /**
   * Waits once.
   *
   * @param asked how long the server asked to wait
   * @return whether to ask again
   */
  boolean again(Optional<Duration> asked) {
    Duration wait =
        asked.map(duration -> RetryAfter.clamp(duration, FIRST, LONGEST_ASKED)).orElse(next);
    if (waited.plus(wait).compareTo(LIMIT) > 0) {
      return false;
    }
    waited = waited.plus(wait);
    next = RetryAfter.clamp(next.multipliedBy(3).dividedBy(2), FIRST, LONGEST);
    return sleeper.sleep(wait);
  }
}
