package dev.callsign.report;

import java.util.Locale;

/** The steps of the verification policy, in the order in which they run (docs/verification.md). */
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
  FRESHNESS;

  /** The step as it appears on the wire, for example {@code chain}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
