package dev.callsign.acme.monitor;

import java.util.Locale;

/** What an alarm is about. Stable: hooks and scripts branch on {@link #text}. */
enum AlarmKind {
  /** A statement that this machine did not sign. */
  FOREIGN_STATEMENT,
  /** A statement of this machine waits, because no device agreed to it. */
  HELD,
  /** A statement of this machine with other devices came into force without agreement. */
  RECLAIMED,
  /** The authority revoked the certificate. */
  REVOKED,
  /** The statement in force ended. */
  EXPIRED,
  /** The domain serves something that does not verify. */
  MISMATCH,
  /** A certificate for a key that nobody announced. */
  UNANNOUNCED_DOMAIN_KEY,
  /** The host presents another key than the one that signs. */
  SERVED_BY_OTHER_KEY,
  /** A device has no one-time prekeys left. */
  PREKEYS_EMPTY,
  /** The directory says now what contradicts what it said before. */
  CONTRADICTION,
  /** The directory has told nothing that can be used for a while. */
  BLIND;

  /** The kind as hooks and JSON spell it, for example {@code foreign-statement}. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
