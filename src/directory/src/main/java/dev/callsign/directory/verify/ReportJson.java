package dev.callsign.directory.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.report.Finding;
import dev.callsign.report.Verdict;
import dev.callsign.report.VerificationReport;

/** The verification report as clients see it and as it is kept. */
public final class ReportJson {

  private ReportJson() {}

  /** The report as JSON: one element of {@code steps} for each finding, in the policy's order. */
  public static ObjectNode of(VerificationReport report) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("callsign", report.callsign()).put("at", report.at().toString());
    if (report.address() != null) {
      json.put("address", report.address());
    }
    boolean failed = report.primaryFailure().isPresent();
    json.put("verdict", (failed ? Verdict.FAIL : Verdict.PASS).text());
    report
        .primaryFailure()
        .map(Finding::slug)
        .ifPresent(slug -> json.put("primary_failure", slug.text()));
    ArrayNode steps = json.putArray("steps");
    for (Finding finding : report.findings()) {
      ObjectNode step = steps.addObject();
      step.put("step", finding.step().text()).put("verdict", finding.verdict().text());
      if (finding.slug() != null) {
        step.put("slug", finding.slug().text());
      }
      step.put("expected", finding.expected()).put("seen", finding.seen());
    }
    return json;
  }
}
