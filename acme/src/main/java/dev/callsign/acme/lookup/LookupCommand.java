package dev.callsign.acme.lookup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.NameOptions;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.bundle.AnswerVerdict;
import dev.callsign.bundle.AnswerVerifier;
import dev.callsign.bundle.VerifiedAnswer;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.VerificationReport;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.VerificationPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code lookup}: asks a directory for a callsign and verifies the answer here.
 *
 * <p>Without {@code --recorded} an older statement that still verifies is not noticed.
 */
@Command(
    name = "lookup",
    description = "Fetch a callsign's keys from a directory and verify them without trusting it.")
@SuppressWarnings("NullAway.Init") // picocli sets the required options before the command runs
public final class LookupCommand implements Callable<Integer> {
  private final Clock clock;

  @Parameters(paramLabel = "CALLSIGN", description = "The domain name, such as bob.example.")
  private String domain;

  @Option(
      names = "--directory",
      paramLabel = "URL",
      required = true,
      description = "The directory to ask, such as https://directory.example.")
  private URI directoryUrl;

  @Option(
      names = "--recorded",
      paramLabel = "FILE",
      description = "Remember the accepted statement here and refuse older ones.")
  private @Nullable Path recordedFile;

  @Mixin private final TrustOptions trust = new TrustOptions();
  @Mixin private final NameOptions names = new NameOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  /** A command that judges validity by {@code clock}. */
  public LookupCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws CommandFailure {
    Callsign callsign = names.parse(domain);
    DirectoryAddress directory = DirectoryAddress.of(directoryUrl);
    VerificationPolicy policy = VerificationPolicy.of(trust.policy());
    RecordedStatement recorded =
        recordedFile == null ? null : RecordedFile.read(recordedFile, callsign);
    byte[] body = RecordRequest.fetch(directory, callsign);
    return switch (new AnswerVerifier(policy).verify(body, callsign, recorded, clock.instant())) {
      case AnswerVerdict.Verified verified -> accept(verified.answer(), recorded);
      case AnswerVerdict.Rejected rejected -> {
        Finding failure = rejected.report().primaryFailure().orElseThrow();
        String reason = reason(failure);
        String advice = Advice.on(failure, callsign, directory);
        yield refuse(callsign, rejected.report(), reason, advice);
      }
      case AnswerVerdict.Contradicted lie ->
          refuse(callsign, lie.report(), lie.detail(), Advice.onContradiction());
      case AnswerVerdict.Unreadable unreadable ->
          throw new CommandFailure(
              ExitCode.BAD_INPUT,
              directory + " does not answer as a directory does: " + unreadable.detail());
    };
  }

  private int accept(VerifiedAnswer answer, @Nullable RecordedStatement recorded)
      throws CommandFailure {
    if (recordedFile != null && !RecordedStatement.of(answer.statement()).equals(recorded)) {
      RecordedFile.write(recordedFile, answer.statement());
    }
    output.print(Findings.toJson(answer), Findings.lines(answer));
    return ExitCode.OK.number();
  }

  private int refuse(Callsign callsign, VerificationReport report, String reason, String advice)
      throws CommandFailure {
    ObjectNode json = Findings.toJson(callsign, report, false);
    json.put("error", reason).put("advice", advice);
    json.put("exit_code", ExitCode.BAD_INPUT.number());
    List<String> lines = new ArrayList<>();
    lines.add("NOT VERIFIED " + callsign + " at " + Findings.second(report));
    lines.addAll(Findings.steps(report));
    lines.add("What to do: " + advice + ".");
    output.print(json, lines);
    output.complain(callsign + " is not verified: " + reason);
    return ExitCode.BAD_INPUT.number();
  }

  private static String reason(Finding failure) {
    String slug = failure.slug() == null ? failure.step().text() : failure.slug().text();
    return slug + ": expected " + failure.expected() + "; saw " + failure.seen();
  }
}
