package dev.callsign.acme.run;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.device.DeviceRegister;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.keys.PassphraseOptions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code run}: keeps the prekeys of the devices published until it is told to end.
 *
 * <p>What is wrong at the start (files, keys, passphrase) ends it, so that its owner notices. Later
 * nothing does: a failure is one line, and the next round comes sooner. Devices and keys are read
 * again in every round, the passphrase is not.
 */
@Command(
    name = "run",
    description = "Keep the prekeys of all devices published, until told to end.")
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
    DirectoryAddress directory = options.directory();
    DeviceRegister register = options.register();
    List<Integer> ids = options.ids(register);
    for (int id : ids) {
      options.device(register, id);
    }
    Journal journal = new Journal(output, clock);
    journal.write(
        Journal.Event.AGENT,
        AGENT,
        "keeps " + ids.size() + " device(s) of " + register.callsign() + " at " + directory);
    Round round = new Round(options, directory, clock, random, journal);
    Schedule schedule = new Schedule(random);
    Duration wait;
    do {
      Round.Outcome outcome = round.go();
      wait = schedule.after(outcome.failed(), outcome.asked());
    } while (pause.pause(wait));
    journal.write(Journal.Event.AGENT, AGENT, "ends");
    return ExitCode.OK.number();
  }
}
