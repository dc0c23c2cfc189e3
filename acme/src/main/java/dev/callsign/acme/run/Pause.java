package dev.callsign.acme.run;

import java.time.Duration;

/** How the agent waits for its next round. */
@FunctionalInterface
public interface Pause {

  /**
   * Waits.
   *
   * @return false at once when the agent shall end instead
   */
  boolean pause(Duration duration);
}
