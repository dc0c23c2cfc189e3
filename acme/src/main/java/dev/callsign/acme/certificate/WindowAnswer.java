package dev.callsign.acme.certificate;

import dev.callsign.renewal.SuggestedWindow;
import java.time.Duration;

/** What an ACME server answers when asked about a certificate (RFC 9773 §4.3). */
public sealed interface WindowAnswer {

  /**
   * A window.
   *
   * @param retryAfter when to ask again, as the server said it
   */
  record Suggested(SuggestedWindow window, Duration retryAfter) implements WindowAnswer {}

  /** No answer in time, or 5xx. */
  record NotNow(String detail) implements WindowAnswer {}

  /**
   * Anything else that is no window: the server has none for this certificate or none at all, no
   * {@code Retry-After}, no connection, a window that ends before it starts.
   */
  record None(String detail) implements WindowAnswer {}
}
