package dev.callsign.acme.order;

import java.net.URI;
import java.util.Optional;

/** Whether there is an order now. */
public sealed interface OpenResult {

  /**
   * There is.
   *
   * @param order its URL, the caller's to keep before anything else is done
   * @param profile the one of those wanted that the order is for; empty when none was asked for, or
   *     the server knows no profiles
   */
  record Opened(URI order, Optional<String> profile) implements OpenResult {}

  /**
   * There is none that we know of. After {@link OrderFailure.Unreachable} there may be one all the
   * same: {@link Orders#find}.
   */
  record Failed(OrderFailure failure) implements OpenResult {}
}
