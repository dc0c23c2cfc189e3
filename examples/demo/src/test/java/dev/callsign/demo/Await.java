package dev.callsign.demo;

import java.time.Duration;

/** Waits for what other processes do. */
final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 100;

  private Await() {}

  /** Something that is true some time. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws Exception;
  }

  /** Returns when {@code condition} holds; fails when it does not within a minute. */
  static void until(String what, Condition condition) throws Exception {
    long polls = PATIENCE.toMillis() / POLL_MILLIS;
    for (long poll = 0; poll < polls; poll++) {
      if (condition.holds()) {
        return;
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new AssertionError("not within " + PATIENCE + ": " + what);
  }
}
