package dev.callsign.acme.certificate;

import static dev.callsign.acme.certificate.Certificates.day;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Generations 1 to 4, whose certificates end on the days 10, 20, 30 and 40. */
class KeyRetentionTest {

  @ParameterizedTest
  @CsvSource({
    "4, 4,  9, ,    ", // nothing was published
    "4, 4,  9, 8.1, ", // not for a day yet
    "4, 4,  9, 8,   1",
    "4, 4, 11, ,    1", // ended
    "4, 4, 10, ,    ", // the last instant of its life
    "4, 1, 50, 1,   2", // the live one is never deleted, however old
    "2, 2, 50, 1,   ", // the last two stay
    "3, 3, 50, 1,   1",
    "0, 0, 50, 1,   "
  })
  void deletesTheOldestThatNobodyNeeds(
      int count, int live, double now, @Nullable Double published, @Nullable Integer expected) {
    List<Facts.KeyHolder> holders = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      holders.add(new Facts.KeyHolder(number, day(10 * number), number == live));
    }

    assertThat(
            KeyRetention.expendable(holders, published == null ? null : day(published), day(now)))
        .isEqualTo(Optional.ofNullable(expected));
  }
}
