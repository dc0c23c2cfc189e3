package dev.callsign.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.report.Verdict;
import dev.callsign.report.VerificationReport;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The verification report as clients see it and as it is kept (docs/protocol.md §9). */
public final class ReportJson {

  private ReportJson() {}

  /** The report as JSON: one element of {@code steps} for each finding, in the policy's order. */
  public static ObjectNode encode(VerificationReport report) {
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

  /**
   * Decodes what {@link #encode} made.
   *
   * @throws IllegalArgumentException not a report, or one with steps or slugs of another version
   */
  public static VerificationReport decode(JsonNode json) {
    List<Finding> findings = new ArrayList<>();
    for (JsonNode step : json.path("steps")) {
      findings.add(
          new Finding(
              constant(Step.values(), Step::text, step.path("step")),
              constant(Verdict.values(), Verdict::text, step.path("verdict")),
              slug(step.get("slug")),
              step.path("expected").asText(),
              step.path("seen").asText()));
    }
    JsonNode address = json.get("address");
    return new VerificationReport(
        json.path("callsign").asText(),
        instant(json.path("at")),
        address == null ? null : address.asText(),
        findings);
  }

  static Instant instant(JsonNode text) {
    try {
      return Instant.parse(text.asText());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not an instant: " + text, e);
    }
  }

  private static @Nullable Slug slug(@Nullable JsonNode text) {
    return text == null ? null : constant(Slug.values(), Slug::text, text);
  }

  static <E> E constant(E[] values, Function<E, String> spelling, JsonNode text) {
    return Arrays.stream(values)
        .filter(value -> spelling.apply(value).equals(text.asText()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown word: " + text));
  }
}
