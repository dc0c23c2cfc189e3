package dev.callsign.ct;

import dev.callsign.report.Mode;
import java.util.Map;
import java.util.Set;

/**
 * How strictly the step {@code ct} is applied, and which logs it knows.
 *
 * @param mode enforced, reported only, or not evaluated
 * @param logs the logs whose SCTs count, and those whose SCTs never do
 */
public record CtPolicy(Mode mode, LogList logs) {

  /** Enforced with the shipped list, as docs/verification.md fixes it for production. */
  public static CtPolicy production() {
    return new CtPolicy(Mode.ENFORCE, LogList.shipped());
  }

  /** Not evaluated: the step is skipped and never passes. */
  public static CtPolicy off() {
    return new CtPolicy(Mode.OFF, new LogList(Map.of(), Set.of()));
  }
}
