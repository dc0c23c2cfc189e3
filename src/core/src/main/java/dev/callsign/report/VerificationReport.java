package dev.callsign.report;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One verification: every step with what it expected and what it saw.
 *
 * @param callsign the name that was verified, as A-label, or the text that was given for one
 * @param at the instant at which validity was judged
 * @param address the address and port the evidence came from; null when no connection was made
 * @param findings in the order of {@link Step}; a step may have several
 */
public record VerificationReport(
    String callsign, Instant at, @Nullable String address, List<Finding> findings) {

  /** Orders the findings by step; findings of one step keep their order. */
  public VerificationReport {
    findings = findings.stream().sorted(Comparator.comparing(Finding::step)).toList();
  }

  /** The first failure in the order of the policy, or empty when nothing failed. */
  public Optional<Finding> primaryFailure() {
    return findings.stream().filter(Finding::failed).findFirst();
  }

  /** All failures, in the order of the policy. */
  public List<Finding> failures() {
    return findings.stream().filter(Finding::failed).toList();
  }

  /** All warnings, in the order of the policy. */
  public List<Finding> warnings() {
    return findings.stream().filter(finding -> finding.verdict() == Verdict.WARN).toList();
  }
}
