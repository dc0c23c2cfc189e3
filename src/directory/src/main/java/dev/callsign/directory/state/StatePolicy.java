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
}
