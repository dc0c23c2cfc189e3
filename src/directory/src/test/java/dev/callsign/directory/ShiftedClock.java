package dev.callsign.directory;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The directory's clock in tests: true time, shifted by as much as a test says, or stopped. */
@Singleton
public class ShiftedClock extends Clock {
  private volatile Duration shift = Duration.ZERO;
  private volatile @Nullable Instant stopped;

  /** Shows true time plus {@code by} from now on. */
  public void shift(Duration by) {
    stopped = null;
    shift = by;
  }

  /** Shows this instant until told otherwise. */
  public void stopAt(Instant instant) {
    stopped = instant;
  }

  @Override
  public Instant instant() {
    Instant still = stopped;
    return still == null ? Clock.systemUTC().instant().plus(shift) : still;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("instants have no zone");
  }
}
