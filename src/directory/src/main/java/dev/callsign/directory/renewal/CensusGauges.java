package dev.callsign.directory.renewal;

import dev.callsign.directory.record.CensusTaker;
import dev.callsign.directory.record.CensusTaker.Census;
import dev.callsign.directory.state.StateName;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sees of all callsigns together. Counted when it is told to be, never when
 * somebody looks; without a number before the first count.
 */
public final class CensusGauges {
  private static final double MILLIS = 1000;

  private final CensusTaker taker;
  private final Clock clock;
  private volatile @Nullable Census last;

  /** Registers the gauges. */
  public CensusGauges(CensusTaker taker, Clock clock, MeterRegistry meters) {
    this.taker = taker;
    this.clock = clock;
    for (StateName state : StateName.values()) {
      Gauge.builder(
              "callsign.callsigns",
              () -> value(census -> census.callsigns().getOrDefault(state, 0L)))
          .tag("state", state.text())
          .register(meters);
    }
    gauge(meters, "callsign.due", census -> census.due());
    gauge(meters, "callsign.due.overdue", census -> census.overdue());
    gauge(meters, "callsign.due.lag.seconds", census -> age(census.dueSince()));
    gauge(meters, "callsign.evidence.oldest.seconds", census -> age(census.oldestEvidence()));
  }

  /** Counts anew. */
  public void refresh() {
    last = taker.take(clock.instant());
  }

  private void gauge(MeterRegistry meters, String name, Function<Census, Number> of) {
    Gauge.builder(name, () -> value(of)).register(meters);
  }

  private Number value(Function<Census, Number> of) {
    return Optional.ofNullable(last).map(of).orElse(Double.NaN);
  }

  private double age(@Nullable Instant since) {
    return since == null ? 0 : Duration.between(since, clock.instant()).toMillis() / MILLIS;
  }
}
