package dev.callsign.directory.lookup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.callsign.directory.prekeys.Stock;
import dev.callsign.directory.prekeys.Stocks;
import dev.callsign.directory.record.RecordedCallsign;
import dev.callsign.directory.state.EventType;
import dev.callsign.directory.state.StateName;
import dev.callsign.directory.state.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a callsign should do, and about what.
 *
 * @param about a state, a warning or an event, as its type says it
 * @param deviceId the device it is about; absent where it is about all
 * @param advice for people
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdviceView(String about, @Nullable Integer deviceId, String advice) {

  /**
   * Everything there is to do, most urgent first.
   *
   * @param stocks one-time prekeys left of each device that uploaded, by device id
   */
  static List<AdviceView> of(RecordedCallsign recorded, Map<Integer, Stocks.Counts> stocks) {
    List<AdviceView> all = new ArrayList<>();
    state(recorded.state()).ifPresent(all::add);
    recorded.facts().told().stream()
        .sorted()
        .map(Warning::meaning)
        .forEach(meaning -> add(all, meaning, null));
    new TreeMap<>(stocks)
        .forEach(
            (device, left) -> {
              if (left.oneTime() == 0) {
                add(all, EventType.PREKEYS_EMPTY, device);
              } else if (left.oneTime() < Stock.LOW) {
                add(all, EventType.PREKEYS_LOW, device);
              }
            });
    return all;
  }

  private static Optional<AdviceView> state(StateName state) {
    return EventType.of(state).advice().map(advice -> new AdviceView(state.text(), null, advice));
  }

  private static void add(List<AdviceView> all, EventType type, @Nullable Integer device) {
    type.advice().ifPresent(advice -> all.add(new AdviceView(type.text(), device, advice)));
  }
}
