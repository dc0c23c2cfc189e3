package dev.callsign.acme.certificate;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Kinds of failures that are waited out, each at its own pace. */
enum FailureClass {
  /** The authority does not answer, or answers what is not ACME. */
  TRANSPORT,

  /** The authority says until when not to ask; the pace here is for when another one is asked. */
  RATE_LIMIT,

  /** The answer to a challenge was not found. */
  VALIDATION,

  /** Will be refused again until the configuration changes, which ends the wait. */
  CONFIGURATION,

  /** The order came to nothing for no reason of ours. */
  ORDER,

  /** This machine failed. */
  LOCAL;

  /** By which part of it each wait is longer or shorter, at most. */
  static final double JITTER = 0.2;

  private static final List<Duration> TRANSPORT_WAITS =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(20),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(2),
          Duration.ofHours(3),
          Duration.ofHours(6));

  /**
   * Let's Encrypt takes 5 failures of a name an hour, and stops an account after 1152 in a row: at
   * this pace, after three years.
   */
  private static final List<Duration> VALIDATION_WAITS =
      List.of(
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(6),
          Duration.ofHours(12),
          Duration.ofHours(24));

  private static final List<Duration> CONFIGURATION_WAITS = List.of(Duration.ofHours(24));

  /** Another authority has not limited anything. */
  private static final List<Duration> ELSEWHERE_WAITS = List.of(Duration.ofMinutes(1));

  /**
   * How long to wait after failures of this kind.
   *
   * @param count of them in a row; 1 or more
   */
  Duration pace(int count, RandomGenerator random) {
    List<Duration> waits =
        switch (this) {
          case TRANSPORT, ORDER, LOCAL -> TRANSPORT_WAITS;
          case RATE_LIMIT -> ELSEWHERE_WAITS;
          case VALIDATION -> VALIDATION_WAITS;
          case CONFIGURATION -> CONFIGURATION_WAITS;
        };
    Duration wait = waits.get(Math.min(count, waits.size()) - 1);
    double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
    return Duration.ofMillis(Math.round(wait.toMillis() * factor));
  }
}
