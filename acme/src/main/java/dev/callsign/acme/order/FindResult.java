package dev.callsign.acme.order;

import java.net.URI;

/** Whether the account has an order that was forgotten here. */
public sealed interface FindResult {

  /** It has. */
  record Found(URI order) implements FindResult {}

  /** It has none that is of use. */
  record NoneFound() implements FindResult {}

  /** The server has no list of orders, so nobody knows. */
  record NoList() implements FindResult {}

  /** The list could not be read. */
  record Failed(OrderFailure failure) implements FindResult {}
}
