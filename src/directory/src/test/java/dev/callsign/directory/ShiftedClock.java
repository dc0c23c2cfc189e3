package dev.callsign.directory;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The directory's clock in tests: true time, shifted by as much as a test says. */
@Singleton
public class ShiftedClock extends Clock {
  private volatile Duration shift = Duration.ZERO;

  /** Shows true time plus {@code by} from now on. */
  public void shift(Duration by) {
    shift = by;
  }

  @Override
  public Instant instant() {
    return Clock.systemUTC().instant().plus(shift);
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
