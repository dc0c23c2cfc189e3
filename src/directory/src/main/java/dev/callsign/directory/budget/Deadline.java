package dev.callsign.directory.budget;

import com.google.common.base.Ticker;
import java.time.Duration;

/**
 * The moment at which waiting ends, whatever is still outstanding. Measured by a clock that is
 * never set, so that neither a correction of the time nor a leap second moves it. Immutable.
 */
public final class Deadline {
  private final Ticker ticker;
  private final long endNanos;

  private Deadline(Ticker ticker, long endNanos) {
    this.ticker = ticker;
    this.endNanos = endNanos;
  }

  /** The deadline that is {@code budget} away from now. */
  public static Deadline after(Duration budget, Ticker ticker) {
    return new Deadline(ticker, ticker.read() + budget.toNanos());
  }

  /** What is left; zero once it is over, never negative. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, endNanos - ticker.read()));
  }

  /** Whether nothing is left. */
  public boolean isOver() {
    return remaining().isZero();
  }

  /** The shorter of {@code longest} and what is left. */
  public Duration atMost(Duration longest) {
    Duration remaining = remaining();
    return remaining.compareTo(longest) < 0 ? remaining : longest;
  }

  /** The earlier of this deadline and the one {@code longest} away from now. */
  public Deadline within(Duration longest) {
    return after(atMost(longest), ticker);
  }
}
