package dev.callsign.directory.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-10-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "21600,                             PT6H",
    "' 21600 ',                         PT6H",
    "061,                               PT61S",
    "60,                                PT1M",
    "59,                                PT1M",
    "0,                                 PT1M",
    "86400,                             PT24H",
    "86401,                             PT24H",
    "99999999999999999999999,           PT24H",
    "'Thu, 01 Oct 2026 18:00:00 GMT',   PT6H",
    "'Thu, 01 Oct 2026 12:00:30 GMT',   PT1M",
    "'Sun, 06 Nov 1994 08:49:37 GMT',   PT1M",
    "'Fri, 31 Dec 9999 23:59:59 GMT',   PT24H",
  })
  void readsSecondsAndDatesFromOneMinuteToOneDay(String field, Duration duration) {
    assertThat(RetryAfter.parse(field, NOW)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "+60",
        "1.5",
        "60s",
        "60, 120",
        "soon",
        "٦٠",
        "2026-10-01T18:00:00Z",
        "Thu, 32 Oct 2026 18:00:00 GMT",
        "Mon, 01 Oct 2026 18:00:00 GMT", // a Thursday
      })
  void readsNothingElse(String field) {
    assertThat(RetryAfter.parse(field, NOW)).isEmpty();
  }
}
