package dev.callsign.acme.order;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * Why an order did not come on. What to do about it differs by kind, so the kinds are few and each
 * has its own pace of retries; the ACME server's own words are in {@link #detail()}, as text that
 * somebody else wrote.
 */
public sealed interface OrderFailure {

  /** What the server or the attempt to reach it said; never a secret. */
  String detail();

  /** No answer, no answer in time, an answer of 5xx without a time, or one that is not ACME. */
  record Unreachable(String detail) implements OrderFailure {}

  /**
   * {@code rateLimited}, or 503 with {@code Retry-After}.
   *
   * @param until not to ask again before this
   */
  record RateLimited(String detail, Instant until) implements OrderFailure {}

  /**
   * The server, or our own check before it was asked, did not find the answer to a challenge, or
   * found another.
   */
  record ValidationFailed(String detail) implements OrderFailure {}

  /**
   * Will be refused again until somebody changes the configuration: {@code caa}, {@code
   * rejectedIdentifier}, {@code unsupportedIdentifier}, {@code badCSR}, {@code
   * externalAccountRequired}, no profile of those wanted.
   */
  record Refused(String detail) implements OrderFailure {}

  /** {@code badPublicKey}: the leaf's key itself is refused. */
  record KeyRefused(String detail) implements OrderFailure {}

  /** {@code accountDoesNotExist}: the server has forgotten the account. */
  record AccountUnknown(String detail) implements OrderFailure {}

  /**
   * {@code userActionRequired}: a person has to do something, new terms of service above all.
   *
   * @param where what the server asks the person to open
   */
  record UserActionRequired(String detail, Optional<URI> where) implements OrderFailure {}

  /** {@code alreadyReplaced} (RFC 9773 §7.3), or {@code replaces} refused in other words. */
  record ReplacesRefused(String detail) implements OrderFailure {}

  /** The order is {@code invalid} for another reason than a validation, expired, or unknown. */
  record OrderLost(String detail) implements OrderFailure {}

  /** This machine failed: the port of a challenge is taken, the disk is full. */
  record Local(String detail) implements OrderFailure {}
}
