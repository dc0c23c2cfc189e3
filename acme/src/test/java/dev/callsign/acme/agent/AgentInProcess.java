package dev.callsign.acme.agent;

import dev.callsign.acme.cli.Journal;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.keys.PassphraseOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine;

/** An agent that runs in the process of a test. */
public final class AgentInProcess {

  private AgentInProcess() {}

  /** A command whose output is kept. */
  @CommandLine.Command
  private static final class Kept {
    @CommandLine.Mixin final OutputOptions output = new OutputOptions();
  }

  /** One pass over the home with {@code agent.properties} in it; gives back its journal. */
  public static String pass(Path home, Clock clock) throws Exception {
    StringWriter journal = new StringWriter();
    Kept kept = new Kept();
    new CommandLine(kept).setOut(new PrintWriter(journal, true));
    Agent.Means means =
        new Agent.Means(
            clock,
            new SecureRandom(),
            AgentInProcess::sleep,
            new PassphraseOptions(Map.of(), null),
            new Journal(kept.output, clock));
    try (Agent agent = Agent.of(home.resolve("agent.properties"), means)) {
      agent.pass();
    }
    return journal.toString();
  }

  private static boolean sleep(Duration duration) {
    try {
      Thread.sleep(duration);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
