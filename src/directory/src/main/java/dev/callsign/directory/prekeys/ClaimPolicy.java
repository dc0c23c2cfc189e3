package dev.callsign.directory.prekeys;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How much may be claimed (docs/protocol.md §4).
 *
 * @param burst claims that one registrable domain may make on one device at once
 * @param refill how long until it may make one more
 * @param hourly claims of one device that get one-time keys, in any hour
 */
public record ClaimPolicy(int burst, Duration refill, int hourly) {

  /** Refuses policies under which nobody can claim. */
  public ClaimPolicy {
    if (burst < 1 || hourly < 0 || refill.isNegative() || refill.isZero()) {
      throw new IllegalArgumentException("burst and refill are positive, hourly is not negative");
    }
  }

  /** Whether one more may be taken from a bucket; otherwise how long to wait. */
  Optional<Duration> wait(Instant fullAt, Instant at) {
    Duration missing = Duration.between(at, fullAt);
    Duration allowed = refill.multipliedBy(burst - 1L);
    return missing.compareTo(allowed) <= 0 ? Optional.empty() : Optional.of(missing.minus(allowed));
  }

  /** When the bucket is full again after one more was taken from it. */
  Instant take(Instant fullAt, Instant at) {
    return (fullAt.isAfter(at) ? fullAt : at).plus(refill);
  }
}
