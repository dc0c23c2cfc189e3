package dev.callsign.report;

import java.util.Locale;

/** How strictly an operator applies a step of the policy. */
public enum Mode {
  /** What fails refuses the callsign. */
  ENFORCE,
  /** What would fail is reported as a warning and refuses nothing. */
  EVIDENCE,
  /** The step is not evaluated: reported as {@link Verdict#SKIP}, never as passed. */
  OFF;

  /** The mode as it is written in settings and documents, for example {@code enforce}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@code finding} under this mode: a failure becomes a warning where nothing is refused. */
  public Finding apply(Finding finding) {
    return this == EVIDENCE && finding.failed()
        ? new Finding(
            finding.step(), Verdict.WARN, finding.slug(), finding.expected(), finding.seen())
        : finding;
  }
}
