package dev.callsign.acme.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.certificate.Overview;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.Journal;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.cli.PlainText;
import dev.callsign.acme.keys.PassphraseOptions;
import dev.callsign.acme.order.Sleeper;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: what is where, what is due when, what is wrong. */
@Command(name = "status", description = "Show what is where, what is due when, and what is wrong.")
@SuppressWarnings("NullAway.Init") // picocli sets the file before the command runs
public final class StatusCommand implements Callable<Integer> {

  /** While another pass is under way, in steps of {@link #PAUSE}. */
  private static final int TRIES = 10;

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final String UNSEEN = "not seen";

  private final Clock clock;
  private final SecureRandom random;
  private final Sleeper sleeper;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The agent's configuration.")
  private Path configFile;

  @Mixin private final PassphraseOptions passphrases;
  @Mixin private final OutputOptions output = new OutputOptions();

  /** A command that takes time, randomness and the passphrase from these. */
  public StatusCommand(
      Clock clock, SecureRandom random, PassphraseOptions passphrases, Sleeper sleeper) {
    this.clock = clock;
    this.random = random;
    this.passphrases = passphrases;
    this.sleeper = sleeper;
  }

  @Override
  public Integer call() throws CommandFailure {
    Agent agent =
        Agent.of(
            configFile,
            new Agent.Means(clock, random, sleeper, passphrases, new Journal(output, clock)));
    Overview overview = overview(agent);
    output.print(json(overview), lines(overview));
    return (overview.troubles().isEmpty() ? ExitCode.OK : ExitCode.TRY_LATER).number();
  }

  private Overview overview(Agent agent) throws CommandFailure {
    for (int i = 1; true; i++) {
      try {
        return agent.overview();
      } catch (CommandFailure e) {
        if (e.exitCode() != ExitCode.TRY_LATER || i == TRIES || !sleeper.sleep(PAUSE)) {
          throw e;
        }
      }
    }
  }

  private static ObjectNode json(Overview overview) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("callsign", overview.callsign().aLabel());
    Overview.Live live = overview.live();
    if (live != null) {
      json.put("generation", live.number())
          .put("leaf_sha256", live.leaf())
          .put("not_after", live.notAfter().toString())
          .put("source", live.origin().source());
    }
    if (overview.due() != null) {
      json.put("renewal_due", overview.due().toString());
    }
    json.put("renewal", overview.renewal());
    json.put("statement_sha256", overview.statement());
    json.putObject("seen")
        .put("leaf_sha256", overview.seen().leaf())
        .put("hosted_sha256", overview.seen().hosted())
        .put("recorded_sha256", overview.seen().recorded());
    overview.troubles().forEach(json.putArray("troubles")::add);
    return json;
  }

  private static List<String> lines(Overview overview) {
    List<String> lines = new ArrayList<>();
    lines.add(overview.callsign().toString());
    Overview.Live live = overview.live();
    lines.add(
        live == null
            ? "  certificate  none"
            : "  certificate  generation "
                + live.number()
                + " ("
                + live.origin().source()
                + "), until "
                + live.notAfter());
    lines.add("  renewal      " + overview.renewal() + due(overview));
    lines.add("  statement    " + Objects.requireNonNullElse(overview.statement(), "to be signed"));
    lines.add("  host         " + Objects.requireNonNullElse(overview.seen().hosted(), UNSEEN));
    lines.add("  directory    " + Objects.requireNonNullElse(overview.seen().recorded(), UNSEEN));
    overview.troubles().forEach(each -> lines.add("  WRONG        " + each));
    if (overview.troubles().isEmpty()) {
      lines.add("  all is well");
    }
    return lines.stream().map(PlainText::line).toList();
  }

  private static String due(Overview overview) {
    return overview.due() == null ? "" : ", due " + overview.due();
  }
}
