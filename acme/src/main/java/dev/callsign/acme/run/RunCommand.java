package dev.callsign.acme.run;

import dev.callsign.acme.agent.Agent;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.Journal;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.device.DeviceRegister;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.keys.PassphraseOptions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code run}: keeps certificate, statement and directory as they should be, and the prekeys of the
 * devices published, until it is told to end.
 *
 * <p>What is wrong at the start (files, keys, passphrase) ends it, so that its owner notices. Later
 * nothing does: a failure is one line, and the next round comes sooner. Devices and keys are read
 * again in every round, the passphrase is not.
 */
@Command(
    name = "run",
    description = "Keep the callsign up, or the prekeys of its devices only, until told to end.")
public final class RunCommand implements Callable<Integer> {
  private static final String AGENT = "agent";

  private final Clock clock;
  private final SecureRandom random;
  private final Pause pause;

  @Mixin private final RoundOptions options;
  @Mixin private final OutputOptions output = new OutputOptions();

  /** A command that takes time, randomness and the passphrase from these. */
  public RunCommand(Clock clock, SecureRandom random, PassphraseOptions passphrases, Pause pause) {
    this.clock = clock;
    this.random = random;
    this.pause = pause;
    this.options = new RoundOptions(passphrases);
  }

  @Override
  public Integer call() throws CommandFailure {
    Journal journal = new Journal(output, clock);
    Optional<Agent> agent = options.agent(true, clock, random, pause, journal);
    DirectoryAddress directory = options.directory(agent);
    RoundOptions.Devices devices = options.devices(agent);
    DeviceRegister register = devices.register();
    List<Integer> ids = devices.ids(register);
    for (int id : ids) {
      devices.device(register, id);
    }
    journal.write(
        Journal.Event.AGENT,
        AGENT,
        "keeps " + ids.size() + " device(s) of " + register.callsign() + " at " + directory);
    Round round = new Round(devices, directory, clock, random, journal);
    if (agent.isEmpty()) {
      keepPrekeys(round);
    } else {
      try (Agent serving = agent.get()) {
        keepAll(serving, round, journal);
      }
    }
    journal.write(Journal.Event.AGENT, AGENT, "ends");
    return ExitCode.OK.number();
  }

  private void keepPrekeys(Round round) {
    Schedule schedule = new Schedule(random);
    Duration wait;
    do {
      Round.Outcome outcome = round.go();
      wait = schedule.after(outcome.failed(), outcome.asked());
    } while (pause.pause(wait));
  }

  /** The certificate first: a directory takes prekeys only of devices in a statement it knows. */
  private void keepAll(Agent agent, Round round, Journal journal) {
    NudgedPause nudge = new NudgedPause(agent.nudge(), pause);
    Passes passes = new Passes(agent, clock, random, journal);
    Schedule schedule = new Schedule(random);
    Instant nextRound = clock.instant();
    Instant next;
    do {
      Instant nextPass = passes.next();
      if (!clock.instant().isBefore(nextRound)) {
        Round.Outcome outcome = round.go();
        nextRound = clock.instant().plus(schedule.after(outcome.failed(), outcome.asked()));
      }
      next = nextPass.isBefore(nextRound) ? nextPass : nextRound;
    } while (nudge.pause(Duration.between(clock.instant(), next)));
  }
}
