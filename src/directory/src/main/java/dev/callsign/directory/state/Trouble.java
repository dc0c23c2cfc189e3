package dev.callsign.directory.state;

import dev.callsign.report.Slug;
import java.time.Instant;

/**
 * The host does not serve a statement that verifies.
 *
 * @param since the first check that failed in this way, without a good one since
 * @param reason the primary failure of the last check that failed in this way
 */
public record Trouble(Instant since, Slug reason) {

  /**
   * Whether nobody answered, so that nothing is known against the statement in force. A revocation
   * list that cannot be had is no doing of the domain, either.
   */
  public boolean isSilence() {
    return switch (reason.step()) {
      case NAME, DNS, ADDRESS, CONNECT -> true;
      case FETCH -> reason == Slug.HTTP_TIMEOUT || reason == Slug.HTTP_STATUS;
      case REVOCATION -> reason != Slug.REVOKED;
      case CHAIN, LEAF, NAMES, CT, CAA, STATEMENT, BINDING, FRESHNESS, PREKEYS, REQUEST, EVENT ->
          false;
    };
  }

  /** The trouble after another failed check: silence takes nothing back that was known before. */
  Trouble then(Slug next, Instant at) {
    Trouble fresh = new Trouble(at, next);
    if (fresh.isSilence() == isSilence()) {
      return new Trouble(since, next);
    }
    return fresh.isSilence() ? this : fresh;
  }
}
