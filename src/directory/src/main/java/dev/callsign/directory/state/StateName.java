package dev.callsign.directory.state;

import java.util.Locale;

/** The states of docs/protocol.md §6, by name. */
public enum StateName {
  /** What the host serves was verified, and is what lookups answer. */
  ACTIVE,
  /** As active, but the certificate is to be renewed. */
  RENEWAL_DUE,
  /** The domain has not answered for a while. */
  UNREACHABLE,
  /** The domain serves something that does not verify. */
  MISMATCH,
  /** The domain serves other identity keys, to which no device that was listed agrees. */
  HELD,
  /** The statement in force has ended. */
  EXPIRED,
  /** The authority revoked the certificate of the statement in force. */
  REVOKED;

  /** The state as it appears on the wire, for example {@code renewal-due}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether lookups answer the statement in force. */
  public boolean isServed() {
    return switch (this) {
      case ACTIVE, RENEWAL_DUE, UNREACHABLE, MISMATCH, HELD -> true;
      case EXPIRED, REVOKED -> false;
    };
  }
}
