package dev.callsign.directory.prekeys;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One-time prekeys of one kind that were not handed out.
 *
 * @param oldest when the oldest was uploaded; null when there is none
 * @param newest when the newest was uploaded; null when there is none
 */
public record Stock(int count, @Nullable Instant oldest, @Nullable Instant newest) {

  /** Below this many an owner should upload more: a burst of claims would reach the last. */
  public static final int LOW = 20;

  /** No keys. */
  public static final Stock EMPTY = new Stock(0, null, null);

  boolean isLow() {
    return count < LOW;
  }
}
