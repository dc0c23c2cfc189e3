package dev.callsign.name;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;

/** The step {@code name} for what {@link Callsign#parse} accepted. */
public final class NameRules {

  private NameRules() {}

  /**
   * One finding of the step {@code name}: pass, or the warning that people may mistake the name.
   */
  public static Finding check(Callsign callsign) {
    return callsign.isConfusable()
        ? Finding.warn(
            Slug.CONFUSABLE_NAME,
            "letters of one script that cannot be taken for others",
            callsign.uLabel() + " looks like another name: show " + callsign.aLabel())
        : Finding.pass(Step.NAME, "a name as docs/protocol.md §2 defines it", callsign.aLabel());
  }
}
