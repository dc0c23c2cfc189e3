package dev.callsign.directory.state;

import java.time.Duration;

/**
 * The durations of docs/protocol.md §5 and §6.
 *
 * @param hold how long other identity keys are held before they may become active
 * @param silence the age of the last good check from which on a silent domain is unreachable
 * @param reclaimWarning how long it is shown that keys became active without agreement
 * @param recheck how often a callsign without troubles is verified again
 */
public record StatePolicy(
    Duration hold, Duration silence, Duration reclaimWarning, Duration recheck) {

  /**
   * In each of so many parts of a hold somebody has to look. While the directory runs it looks much
   * more often, so it was down otherwise, and nobody could veto.
   */
  private static final int PARTS_OF_A_HOLD = 4;

  /** Refuses durations that are not positive. */
  public StatePolicy {
    for (Duration each : new Duration[] {hold, silence, reclaimWarning, recheck}) {
      if (!each.isPositive()) {
        throw new IllegalArgumentException("these durations are longer than nothing: " + each);
      }
    }
  }

  /** As docs/protocol.md has them, but for what an operator may set. */
  public static StatePolicy of(Duration hold, Duration recheck) {
    return new StatePolicy(hold, Duration.ofDays(3), Duration.ofDays(30), recheck);
  }

  /** How long nobody may have looked without a hold beginning anew. */
  public Duration longestGap() {
    return hold.dividedBy(PARTS_OF_A_HOLD);
  }
}
