package dev.callsign.report;

import java.util.Locale;

/** What one step of the policy concluded. */
public enum Verdict {
  /** The rule was evaluated and holds. */
  PASS,
  /** The rule was evaluated and holds, but the owner or the caller should know something. */
  WARN,
  /** The rule was evaluated and does not hold. */
  FAIL,
  /** The rule was not evaluated; the finding says why. Never to be read as {@link #PASS}. */
  SKIP;

  /**
   * The verdict as it appears on the wire: {@code pass}, {@code warn}, {@code fail}, {@code skip}.
   */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
