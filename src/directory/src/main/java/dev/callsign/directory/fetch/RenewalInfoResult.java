package dev.callsign.directory.fetch;

import dev.callsign.renewal.SuggestedWindow;
import java.time.Duration;

/** The outcome of asking for renewal information (RFC 9773 §4.3). */
public sealed interface RenewalInfoResult {

  /** When to ask again after a long-term error (RFC 9773 §4.3.3). */
  Duration LONG_TERM_RETRY = Duration.ofHours(6);

  /**
   * The authority suggests a window.
   *
   * @param retryAfter when to ask again, 1 minute to 1 day; neither sooner nor later
   */
  record Window(SuggestedWindow window, Duration retryAfter) implements RenewalInfoResult {}

  /**
   * It may answer soon: ask again a few times, with growing pauses, before this counts as a {@link
   * LongTermFailure}. {@code reason} is for a person and never what the server answered.
   */
  record TemporaryFailure(String reason) implements RenewalInfoResult {}

  /** It will not answer soon: ask again after {@link #LONG_TERM_RETRY}. */
  record LongTermFailure(String reason) implements RenewalInfoResult {}

  /** The server gives no renewal information, or nobody is asked for any. */
  record NotOffered() implements RenewalInfoResult {}
}
