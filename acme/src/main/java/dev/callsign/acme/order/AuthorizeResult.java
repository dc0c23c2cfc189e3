package dev.callsign.acme.order;

import java.util.List;

/** Whether the server believes that we control the name. */
public sealed interface AuthorizeResult {

  /**
   * What answers to challenges have left behind that could not be taken away again, one line each
   * for a person; no reason to stop.
   */
  List<String> leftovers();

  /** It does: the order can be finalized, or already is. */
  record Authorized(List<String> leftovers) implements AuthorizeResult {}

  /** It had not made up its mind when our patience ended; ask again. */
  record Pending(List<String> leftovers) implements AuthorizeResult {}

  /** It does not. */
  record Failed(OrderFailure failure, List<String> leftovers) implements AuthorizeResult {}
}
