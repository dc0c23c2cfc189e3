package dev.callsign.acme.run;

import dev.callsign.acme.agent.Agent;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.Journal;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.keys.PassphraseOptions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code once}: what {@code run} does, until there is only to wait, for timers; the exit code says
 * how it went.
 */
@Command(name = "once", description = "Do once what run does all the time, for timers.")
public final class OnceCommand implements Callable<Integer> {
  private final Clock clock;
  private final SecureRandom random;
  private final Pause pause;

  @Mixin private final RoundOptions options;
  @Mixin private final OutputOptions output = new OutputOptions();

  /** A command that takes time, randomness and the passphrase from these. */
  public OnceCommand(Clock clock, SecureRandom random, PassphraseOptions passphrases, Pause pause) {
    this.clock = clock;
    this.random = random;
    this.pause = pause;
    this.options = new RoundOptions(passphrases);
  }

  @Override
  public Integer call() throws CommandFailure {
    Journal journal = new Journal(output, clock);
    Optional<Agent> agent = options.agent(false, clock, random, pause, journal);
    DirectoryAddress directory = options.directory(agent);
    if (agent.isPresent()) {
      new Passes(agent.get(), clock, random, journal).settle(pause);
    }
    Round round = new Round(options.devices(agent), directory, clock, random, journal);
    Round.Outcome outcome = round.go();
    boolean isWell = agent.isEmpty() || agent.get().isWell(journal);
    return (isWell ? outcome.exitCode() : ExitCode.TRY_LATER).number();
  }
}
