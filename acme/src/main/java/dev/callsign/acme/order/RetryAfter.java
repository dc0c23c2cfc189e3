package dev.callsign.acme.order;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How long a server asks to wait (RFC 9110 §10.2.3): in seconds, or until a date in the form that
 * is not obsolete.
 *
 * <p>A date is counted from the server's own {@code Date} where it gives one, so that a clock which
 * is off, here or there, changes nothing.
 */
final class RetryAfter {

  private static final Pattern SECONDS = Pattern.compile("[0-9]+");

  /** Digits of the greatest number of seconds that is looked at: more than thirty years. */
  private static final int MAX_DIGITS = 9;

  private static final Duration GREATEST = Duration.ofSeconds(999_999_999);

  private RetryAfter() {}

  /**
   * What an answer asks for, not negative; empty when it asks for nothing that can be understood.
   *
   * @param now of our own clock, for servers that do not tell theirs
   */
  static Optional<Duration> of(HttpHeaders headers, Instant now) {
    Instant servers = headers.firstValue("Date").flatMap(RetryAfter::date).orElse(now);
    return headers.firstValue("Retry-After").flatMap(field -> parse(field, servers));
  }

  /** As {@link #of}, for the field alone. */
  static Optional<Duration> parse(String field, Instant now) {
    String text = field.strip();
    if (SECONDS.matcher(text).matches()) {
      return Optional.of(
          text.length() > MAX_DIGITS ? GREATEST : Duration.ofSeconds(Integer.parseInt(text)));
    }
    return date(text)
        .map(date -> Duration.between(now, date))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
  }

  /** {@code wait}, or the bound that it is beyond. */
  static Duration clamp(Duration wait, Duration shortest, Duration longest) {
    if (wait.compareTo(shortest) < 0) {
      return shortest;
    }
    return wait.compareTo(longest) > 0 ? longest : wait;
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip(), Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
