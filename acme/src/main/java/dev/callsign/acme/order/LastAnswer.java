package dev.callsign.acme.order;

import java.time.Duration;
import java.util.Optional;

/**
 * What acme4j forgets of the last answer: the status of one that is no problem document, and when
 * the server asked to wait where acme4j looks for it in problems of one kind only. Not safe for
 * concurrent use.
 */
final class LastAnswer {
  private int status;
  private Optional<Duration> retryAfter = Optional.empty();

  /** A request leaves; there is no answer yet. */
  void forget() {
    status = 0;
    retryAfter = Optional.empty();
  }

  void remember(int answered, Optional<Duration> asked) {
    status = answered;
    retryAfter = asked;
  }

  /** Of HTTP; 0 when no whole answer came. */
  int status() {
    return status;
  }

  /** How long the server asked to wait, from the moment of the answer. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
