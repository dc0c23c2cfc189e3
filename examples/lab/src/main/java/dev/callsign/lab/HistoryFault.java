package dev.callsign.lab;

import static dev.callsign.lab.Expected.fail;
import static dev.callsign.lab.Expected.pass;
import static dev.callsign.lab.Expected.warn;

/**
 * What can be wrong with a good statement in the eyes of a verifier that recorded the one before:
 * steps binding and freshness.
 */
public enum HistoryFault implements Misbehaviour {
  /** The host goes back to the statement and certificate before the last {@code renew()}. */
  ROLLBACK(fail("statement-rollback")),
  /** Another statement with the same {@code seq}. */
  FORK(fail("statement-fork")),
  /** The next statement, but {@code prev} is a statement that never was. */
  WRONG_PREV(fail("statement-fork")),
  /** The next statement, but without {@code prev}. */
  NO_PREV(fail("statement-fork")),
  /** {@code seq} rises by five: statements between were never hosted. */
  GAP(warn("history-gap")),
  /** The next domain key is not the one that {@code next} announced. */
  UNANNOUNCED_KEY(warn("unannounced-domain-key")),
  /** Another good certificate for the name terminates TLS. */
  SERVED_BY_ANOTHER_KEY(warn("served-by-other-key")),
  /** Every device has a new identity key: nothing fails, but the change is held. */
  IDENTITIES_REPLACED(pass());

  private final Expected expected;

  HistoryFault(Expected expected) {
    this.expected = expected;
  }

  @Override
  public Expected expected() {
    return expected;
  }
}
