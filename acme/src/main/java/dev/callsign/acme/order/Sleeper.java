package dev.callsign.acme.order;

import java.time.Duration;

/** How one waits between two questions. */
@FunctionalInterface
public interface Sleeper {

  /**
   * Waits.
   *
   * @return false at once when whoever waits shall end instead
   */
  boolean sleep(Duration duration);
}
