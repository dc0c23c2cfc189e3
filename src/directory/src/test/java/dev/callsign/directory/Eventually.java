package dev.callsign.directory;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits on a condition that nobody announces. */
public final class Eventually {

  /** Longer than anything in a test takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Leaves the processor to what is waited for. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private Eventually() {}

  /**
   * Looks again and again until it is so.
   *
   * @throws AssertionError when it was not within a minute
   */
  public static void is(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("it did not come about: " + what);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }
}
