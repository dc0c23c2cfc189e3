package dev.callsign.directory.renewal;

import dev.callsign.directory.storage.DatabaseClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether the clock of this replica is that of the others, which is the database's. By a wrong one,
 * statements would be recorded as ended that have not, and none could take that back. Safe for
 * concurrent use.
 */
public final class ClockCheck {

  /** How far the clocks may differ. */
  static final Duration MAX_SKEW = Duration.ofMinutes(1);

  /** How often they are compared. */
  private static final Duration EVERY = Duration.ofMinutes(1);

  private static final Logger LOG = Logger.getLogger(ClockCheck.class);

  private final DatabaseClock shared;
  private final Clock clock;
  private @Nullable Instant compared;
  private boolean isRight = true;

  /** A check of {@code clock}. */
  public ClockCheck(DatabaseClock shared, Clock clock) {
    this.shared = shared;
    this.clock = clock;
  }

  /** Whether nothing was wrong with it within the last minute. */
  public synchronized boolean isRight() {
    Instant now = clock.instant();
    Instant last = compared;
    if (last != null && !now.isBefore(last) && now.isBefore(last.plus(EVERY))) {
      return isRight;
    }
    Duration skew = Duration.between(shared.now(), now);
    boolean was = isRight;
    isRight = skew.abs().compareTo(MAX_SKEW) <= 0;
    compared = now;
    if (was && !isRight) {
      LOG.errorf("nothing is checked: this clock is %s ahead of that of the database", skew);
    } else if (isRight && !was) {
      LOG.info("this clock agrees with that of the database again");
    }
    return isRight;
  }
}
