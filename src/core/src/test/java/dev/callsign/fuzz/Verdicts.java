package dev.callsign.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Finding;
import dev.callsign.report.Step;
import dev.callsign.statement.StatementVerdict;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What holds for every verdict, whatever was verified. */
final class Verdicts {

  /** Inputs of which a report may repeat every character: names and single words. */
  private static final int QUOTABLE_CHARS = 64;

  private Verdicts() {}

  /**
   * Every step has its finding, a failure means refusal and the other way round, and no finding
   * repeats the whole input.
   */
  static void areSound(StatementVerdict verdict, String input) {
    Set<Step> steps = verdict.findings().stream().map(Finding::step).collect(Collectors.toSet());
    assertThat(steps).isEqualTo(EnumSet.range(Step.CHAIN, Step.FRESHNESS));
    assertThat(verdict.findings().stream().anyMatch(Finding::failed))
        .isEqualTo(verdict instanceof StatementVerdict.Rejected);
    repeatNothing(verdict.findings(), input);
  }

  /** No finding repeats the whole input, or is longer than a person reads. */
  static void repeatNothing(List<Finding> findings, String input) {
    for (Finding finding : findings) {
      assertThat(finding.seen()).hasSizeLessThanOrEqualTo(Finding.MAX_CHARS);
      assertThat(finding.expected()).hasSizeLessThanOrEqualTo(Finding.MAX_CHARS);
      if (input.length() > QUOTABLE_CHARS) {
        assertThat(finding.seen()).doesNotContain(input);
        assertThat(finding.expected()).doesNotContain(input);
      }
    }
  }
}
