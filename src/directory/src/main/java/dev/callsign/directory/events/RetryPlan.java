package dev.callsign.directory.events;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** When a delivery that failed is tried again. */
final class RetryPlan {
  /** Soon while a receiver restarts, rarely while it is down: almost a day in all. */
  private static final List<Duration> DELAYS =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(6),
          Duration.ofHours(12));

  private RetryPlan() {}

  /**
   * How long to wait.
   *
   * @param tries that have failed, 1 or more
   * @return empty when it is given up
   */
  static Optional<Duration> delay(int tries) {
    return tries <= DELAYS.size() ? Optional.of(DELAYS.get(tries - 1)) : Optional.empty();
  }

  /** Between two events of a receiver that takes nothing: each gets one try. */
  static Duration longest() {
    return DELAYS.getLast();
  }
}
