package dev.callsign.directory.renewal;

import dev.callsign.directory.record.DueList;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Lets a {@link Tracker} make its rounds until it is closed, on the thread that runs this. Begins
 * with putting on the list what is missing there. Makes none by a wrong clock.
 */
public final class TrackerRounds implements Runnable {
  private static final Logger LOG = Logger.getLogger(TrackerRounds.class);

  private final Tracker tracker;
  private final DueList due;
  private final ClockCheck clockCheck;
  private final Clock clock;
  private final Duration tick;
  private boolean isHealed;
  private boolean isFailing;

  /**
   * TrackerRounds that do not begin by themselves.
   *
   * @param tick how long to wait when nothing was left to take
   */
  public TrackerRounds(
      Tracker tracker, DueList due, ClockCheck clockCheck, Clock clock, Duration tick) {
    if (!tick.isPositive()) {
      throw new IllegalArgumentException("there is time between two rounds: " + tick);
    }
    this.tracker = tracker;
    this.due = due;
    this.clockCheck = clockCheck;
    this.clock = clock;
    this.tick = tick;
  }

  /** Returns when the tracker is closed, or the thread is interrupted. */
  @Override
  public void run() {
    try {
      while (!tracker.isClosed()) {
        round();
        tracker.awaitNext(tick);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One round, whatever comes of it. */
  private void round() {
    try {
      if (clockCheck.isRight()) {
        heal();
        tracker.round();
      }
      isFailing = false;
    } catch (RuntimeException e) {
      if (!isFailing && !tracker.isClosed()) {
        LOG.error("no round can be made; it is tried again", e);
      }
      isFailing = true;
    }
  }

  private void heal() {
    if (!isHealed) {
      int missing = due.heal(clock.instant());
      if (missing > 0) {
        LOG.warnf("%d registered callsigns were not on the list; they are due now", missing);
      }
      isHealed = true;
    }
  }
}
