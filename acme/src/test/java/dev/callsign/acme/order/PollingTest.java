package dev.callsign.acme.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PollingTest {
  private final List<Duration> waits = new ArrayList<>();

  @Test
  void startsQuickAndGrowsSlowUntilItsLimit() {
    Polling polling = new Polling(this::sleep);
    while (polling.again(Optional.empty())) {
      // asks
    }
    assertThat(waits.getFirst()).isEqualTo(Polling.FIRST);
    assertThat(waits).isSorted();
    assertThat(waits.getLast()).isEqualTo(Polling.LONGEST);
    Duration all = waits.stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(all).isBetween(Polling.LIMIT.minus(Polling.LONGEST), Polling.LIMIT);
  }

  @Test
  void waitsAsLongAsItIsAskedToWithinBounds() {
    Polling polling = new Polling(this::sleep);
    for (long seconds : new long[] {0, 3, 3600}) {
      assertThat(polling.again(Optional.of(Duration.ofSeconds(seconds)))).isTrue();
    }
    assertThat(waits).containsExactly(Polling.FIRST, Duration.ofSeconds(3), Polling.LONGEST_ASKED);
  }

  @Test
  void endsWhenItIsTold() {
    assertThat(new Polling(_ -> false).again(Optional.empty())).isFalse();
  }

  private boolean sleep(Duration duration) {
    waits.add(duration);
    return true;
  }
}
