package dev.callsign.directory.record;

import java.util.Locale;

/**
 * The recorded state of a callsign (docs/protocol.md §6). That a certificate has expired is not
 * recorded: whoever reads compares the instants.
 */
public enum CallsignState {
  /** The last statement seen is the one that is served. */
  ACTIVE,
  /** A later statement changes devices; the one before it is served. */
  HELD;

  /** The state as it appears on the wire, for example {@code active}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
