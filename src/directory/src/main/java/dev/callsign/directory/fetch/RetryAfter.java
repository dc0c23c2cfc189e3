package dev.callsign.directory.fetch;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The field Retry-After (RFC 9110 §10.2.3), in seconds or as a date in the form that is not
 * obsolete.
 */
final class RetryAfter {

  /** RFC 9773 §4.3.2: what is below counts as this. */
  static final Duration SHORTEST = Duration.ofMinutes(1);

  /** RFC 9773 §4.3.2: what is above counts as this. */
  static final Duration LONGEST = Duration.ofDays(1);

  private static final Pattern SECONDS = Pattern.compile("[0-9]+");

  /** Digits of the greatest number of seconds that is looked at: more are more than a day. */
  private static final int MAX_DIGITS = 9;

  private RetryAfter() {}

  /** From {@link #SHORTEST} to {@link #LONGEST}; empty when {@code field} does not parse. */
  static Optional<Duration> parse(String field, Instant now) {
    String text = field.strip();
    if (SECONDS.matcher(text).matches()) {
      return Optional.of(
          text.length() > MAX_DIGITS ? LONGEST : clamp(Duration.ofSeconds(Integer.parseInt(text))));
    }
    try {
      Instant date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
      return Optional.of(clamp(Duration.between(now, date)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration clamp(Duration duration) {
    if (duration.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
  }
}
