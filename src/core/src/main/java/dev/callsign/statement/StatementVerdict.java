package dev.callsign.statement;

import dev.callsign.report.Finding;
import java.util.List;

/** The outcome of verifying a statement; every step from chain to freshness has a finding. */
public sealed interface StatementVerdict {

  /** Every finding, whatever the outcome. */
  List<Finding> findings();

  /** No step failed. */
  record Verified(VerifiedStatement statement, List<Finding> findings)
      implements StatementVerdict {}

  /** At least one step failed; the findings say which and why. */
  record Rejected(List<Finding> findings) implements StatementVerdict {}
}
