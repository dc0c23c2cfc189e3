package dev.callsign.directory.renewal;

import dev.callsign.directory.verify.VerificationGate;
import java.time.Duration;

/**
 * How much a {@link Tracker} does at once.
 *
 * @param promptPlaces checks under way of hosts that answer
 * @param slowPlaces checks under way of hosts that do not, or not soon
 * @param perDomain checks under way for the names of one registrable domain
 * @param prompt how long a check keeps a prompt place while there are slow ones
 * @param lease how long nobody else takes what one replica took: longer than the longest check
 * @param closing how long {@link Tracker#close} waits for what is under way
 */
public record TrackerLimits(
    int promptPlaces,
    int slowPlaces,
    int perDomain,
    Duration prompt,
    Duration lease,
    Duration closing) {

  /**
   * For one process: a silent host keeps some 100 KiB and two sockets for half a minute; a check is
   * at most three verifications of 30 s, one list of 50 s and one question of 10 s.
   */
  public static final TrackerLimits STANDARD =
      new TrackerLimits(
          64, 1024, 2, Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(10));

  /** Refuses limits under which nothing is ever checked. */
  public TrackerLimits {
    if (promptPlaces < 1 || slowPlaces < 2 || perDomain < 1) {
      throw new IllegalArgumentException("there is no place to check anything in");
    }
    if (perDomain > VerificationGate.MAX_CONCURRENT_PER_DOMAIN) {
      throw new IllegalArgumentException(
          "no more than " + VerificationGate.MAX_CONCURRENT_PER_DOMAIN + " of one domain");
    }
    if (!prompt.isPositive() || !lease.isPositive() || closing.isNegative()) {
      throw new IllegalArgumentException("these durations are longer than nothing");
    }
  }

  /** The same with another number for each registrable domain. */
  public TrackerLimits withPerDomain(int count) {
    return new TrackerLimits(promptPlaces, slowPlaces, count, prompt, lease, closing);
  }
}
