package dev.callsign.directory.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPlanTest {

  /** As docs/protocol.md §8 has them. */
  @Test
  void triesAgainNineTimesLaterAndLater() {
    assertThat(IntStream.rangeClosed(1, 9).mapToObj(RetryPlan::delay).flatMap(Optional::stream))
        .containsExactly(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(12));
  }

  @Test
  void givesUpAfterTheTenthTry() {
    assertThat(RetryPlan.delay(10)).isEmpty();
    assertThat(RetryPlan.delay(Integer.MAX_VALUE)).isEmpty();
  }

  @Test
  void waitsBetweenTwoEventsOfADeadReceiverAsLongAsBeforeTheLastTry() {
    assertThat(Optional.of(RetryPlan.longest())).isEqualTo(RetryPlan.delay(9));
  }
}
