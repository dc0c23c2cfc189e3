package dev.callsign.acme.lookup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.file.InputFile;
import dev.callsign.evidence.Evidence;
import dev.callsign.evidence.EvidenceJson;
import dev.callsign.evidence.ReportJson;
import dev.callsign.report.Finding;
import dev.callsign.report.VerificationReport;
import dev.callsign.statement.VerificationPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code verify}: recomputes the verdict of stored evidence, without any network.
 *
 * <p>Two questions, both answered: does the evidence lead to the report that the directory gave,
 * under the directory's own policy; and does it verify under the reader's. Only the first decides
 * the exit code unless the reader names his anchors.
 */
@Command(
    name = "verify",
    description = "Recompute the verdict of a directory's stored evidence, without any network.")
@SuppressWarnings("NullAway.Init") // picocli sets the file before the command runs
public final class VerifyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "EVIDENCE", description = "What GET /v1/callsigns/{d}/evidence gave.")
  private Path file;

  @Mixin private final TrustOptions trust = new TrustOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws CommandFailure {
    Evidence evidence = read();
    VerificationReport recomputed = evidence.recompute(evidence.policy());
    boolean same = recomputed.findings().equals(evidence.report().findings());
    VerificationPolicy own = VerificationPolicy.of(trust.policy());
    VerificationReport underOwn = evidence.recompute(own);
    boolean accepted = underOwn.primaryFailure().isEmpty();
    boolean verifies = recomputed.primaryFailure().isEmpty();
    output.print(
        json(evidence, recomputed, same, underOwn), lines(evidence, recomputed, same, underOwn));
    if (!same) {
      output.complain("the evidence does not lead to the report that came with it");
    }
    boolean good = same && verifies && (accepted || !trust.isGiven());
    return (good ? ExitCode.OK : ExitCode.BAD_INPUT).number();
  }

  private Evidence read() throws CommandFailure {
    try {
      return EvidenceJson.decode(InputFile.readText(file).getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, file + " holds no evidence of a directory: " + e.getMessage());
    }
  }

  private static ObjectNode json(
      Evidence evidence, VerificationReport recomputed, boolean same, VerificationReport own) {
    ObjectNode json = ReportJson.encode(recomputed);
    json.put("same_report", same);
    json.put("verifies_under_own_policy", own.primaryFailure().isEmpty());
    json.put("statement_seen_at", evidence.report().at().toString());
    return json;
  }

  private static List<String> lines(
      Evidence evidence, VerificationReport recomputed, boolean same, VerificationReport own) {
    List<String> lines = new ArrayList<>();
    lines.add("EVIDENCE " + evidence.callsign() + " of " + evidence.report().at());
    lines.addAll(Findings.steps(recomputed));
    lines.add(
        same
            ? "same report: the evidence leads to exactly what the directory said"
            : "ANOTHER REPORT: the evidence does not lead to what the directory said");
    lines.add(
        own.primaryFailure()
            .map(VerifyCommand::refused)
            .orElse(
                "under your policy: verified; the steps dns to fetch are the directory's word"));
    return lines;
  }

  private static String refused(Finding failure) {
    String slug = failure.slug() == null ? failure.step().text() : failure.slug().text();
    return "under your policy: refused, "
        + slug
        + " (name the authority you trust with --anchors if it is a private one)";
  }
}
