package dev.callsign.revocation;

import dev.callsign.report.MalformedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** The type Time in the two forms that RFC 5280 §4.1.2.5 allows: UTC, with seconds, no fraction. */
final class DerTime {

  /** Two-digit years below this one are in the 21st century (RFC 5280 §4.1.2.5.1). */
  private static final int PIVOT = 50;

  private static final int UTC_OCTETS = "YYMMDDHHMMSSZ".length();
  private static final int GENERALIZED_OCTETS = "YYYYMMDDHHMMSSZ".length();

  private DerTime() {}

  /** Whether a Time follows. */
  static boolean follows(Der der) {
    return der.hasNext(Der.UTC_TIME) || der.hasNext(Der.GENERALIZED_TIME);
  }

  /** Steps over a Time. */
  static Instant read(Der der) throws MalformedException {
    boolean hasShortYear = der.hasNext(Der.UTC_TIME);
    Der contents = der.read(hasShortYear ? Der.UTC_TIME : Der.GENERALIZED_TIME);
    if (contents.size() != (hasShortYear ? UTC_OCTETS : GENERALIZED_OCTETS)) {
      throw Der.malformed("a time is not of the form that RFC 5280 asks for");
    }
    byte[] text = contents.octets();
    int at = hasShortYear ? 2 : 4;
    int year = hasShortYear ? pair(text, 0) : 100 * pair(text, 0) + pair(text, 2);
    if (hasShortYear) {
      year += year < PIVOT ? 2000 : 1900;
    }
    try {
      Instant time =
          LocalDateTime.of(
                  year,
                  pair(text, at),
                  pair(text, at + 2),
                  pair(text, at + 4),
                  pair(text, at + 6),
                  pair(text, at + 8))
              .toInstant(ZoneOffset.UTC);
      if (text[text.length - 1] != 'Z') {
        throw Der.malformed("a time is not in UTC");
      }
      return time;
    } catch (DateTimeException e) {
      throw Der.malformed("a time does not exist");
    }
  }

  private static int pair(byte[] text, int at) throws MalformedException {
    int tens = text[at] - '0';
    int ones = text[at + 1] - '0';
    if (tens < 0 || tens > 9 || ones < 0 || ones > 9) {
      throw Der.malformed("a time has other characters than digits");
    }
    return 10 * tens + ones;
  }
}
