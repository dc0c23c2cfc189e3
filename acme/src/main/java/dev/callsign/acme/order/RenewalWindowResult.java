package dev.callsign.acme.order;

import dev.callsign.renewal.SuggestedWindow;
import java.time.Duration;
import java.util.Optional;

/** The outcome of asking when a certificate should be renewed (RFC 9773 §4.3). */
public sealed interface RenewalWindowResult {

  /** When to ask again after a long-term error (RFC 9773 §4.3.3). */
  Duration LONG_TERM_RETRY = Duration.ofHours(6);

  /**
   * The authority suggests a window. Nothing here compares it with the certificate.
   *
   * @param retryAfter when to ask again, from 1 minute to 24 hours; neither sooner nor later
   */
  record Window(SuggestedWindow window, Duration retryAfter) implements RenewalWindowResult {}

  /**
   * Timeout or 5xx: ask again a few times, with growing pauses, before this counts as a {@link
   * LongTermFailure} (RFC 9773 §4.3.3).
   */
  record TemporaryFailure(String reason) implements RenewalWindowResult {}

  /**
   * Anything else: ask again after {@link #LONG_TERM_RETRY}.
   *
   * @param window what came all the same, when all that was wrong is that nobody said when to ask
   *     again
   */
  record LongTermFailure(String reason, Optional<SuggestedWindow> window)
      implements RenewalWindowResult {}

  /** The server gives no renewal information, or the leaf does not name the key of its issuer. */
  record NotOffered() implements RenewalWindowResult {}
}
