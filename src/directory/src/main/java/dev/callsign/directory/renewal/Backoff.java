package dev.callsign.directory.renewal;

import java.time.Duration;
import java.time.Instant;

/** How long to leave alone what fails: twice as long each time. Safe for concurrent use. */
final class Backoff {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private Duration next = SHORTEST;
  private Instant over = Instant.MIN;
  private boolean isFailing;

  /** It failed; says whether it did not before. Failures while it is left alone count as one. */
  synchronized boolean fail(Instant now) {
    boolean isNews = !isFailing;
    isFailing = true;
    if (!now.isBefore(over)) {
      over = now.plus(next);
      next = next.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : next.multipliedBy(2);
    }
    return isNews;
  }

  /** It did not fail; says whether it did before. */
  synchronized boolean succeed() {
    boolean isNews = isFailing;
    isFailing = false;
    next = SHORTEST;
    over = Instant.MIN;
    return isNews;
  }

  /** Whether it is to be left alone. */
  synchronized boolean isOn(Instant now) {
    return now.isBefore(over);
  }
}
