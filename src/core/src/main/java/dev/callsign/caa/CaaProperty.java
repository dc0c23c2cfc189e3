package dev.callsign.caa;

import java.util.Locale;
import java.util.Set;

/**
 * One CAA record (RFC 8659 §4.1).
 *
 * @param flags 0 to 255
 * @param tag for example {@code issue}; compared without regard to case
 * @param value as text; octets that are not printable ASCII are escaped and match nothing
 */
public record CaaProperty(int flags, String tag, String value) {

  /**
   * The bit of RFC 8659 §4.1, and the one that owners take for it: authorities honour both, so what
   * either forbids will not be issued.
   */
  private static final int CRITICAL = 128 | 1;

  private static final Set<String> UNDERSTOOD = Set.of("issue", "issuewild", "iodef");

  /** Whether the tag is this one. */
  boolean is(String other) {
    return tag.equalsIgnoreCase(other);
  }

  /** Whether an authority that does not know the tag must not issue (RFC 8659 §4.1). */
  boolean isCriticalAndUnknown() {
    return (flags & CRITICAL) != 0 && !UNDERSTOOD.contains(tag.toLowerCase(Locale.ROOT));
  }
}
