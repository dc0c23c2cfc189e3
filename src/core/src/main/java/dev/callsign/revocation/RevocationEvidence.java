package dev.callsign.revocation;

import java.time.Instant;

/** What whoever could ask found at the distribution point of a leaf. */
public sealed interface RevocationEvidence {

  /**
   * A list, believed by nobody yet.
   *
   * @param fetchedAt when the host was last asked and gave this list
   */
  record Fetched(Crl crl, Instant fetchedAt) implements RevocationEvidence {}

  /**
   * There is no valid list: every try failed.
   *
   * @param since the first failure after the last success
   * @param reason why the last try failed, for a person; never what a host answered
   */
  record Unavailable(Instant since, String reason) implements RevocationEvidence {}

  /** Nobody asked: the leaf names no list that may be fetched, or whoever verifies has no list. */
  record Absent() implements RevocationEvidence {}
}
