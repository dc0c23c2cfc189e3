package dev.callsign.report;

import java.util.Locale;

/**
 * The steps of the verification policy, in the order in which they run (docs/verification.md).
 *
 * <p>A verification of a callsign ends with {@link #FRESHNESS}; the later steps are about what its
 * devices upload, publish and ask for, and what its directory tells.
 */
public enum Step {
  NAME,
  DNS,
  ADDRESS,
  CONNECT,
  FETCH,
  CHAIN,
  LEAF,
  NAMES,
  CT,
  REVOCATION,
  CAA,
  STATEMENT,
  BINDING,
  FRESHNESS,
  PREKEYS,
  REQUEST,
  EVENT;

  /** The step as it appears on the wire, for example {@code chain}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
