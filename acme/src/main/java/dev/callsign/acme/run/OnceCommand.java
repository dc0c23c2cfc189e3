package dev.callsign.acme.run;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.keys.PassphraseOptions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code once}: one round of {@code run}, for timers; the exit code says how it went. */
@Command(
    name = "once",
    description = "Do once what run does all the time: keep the prekeys of all devices published.")
public final class OnceCommand implements Callable<Integer> {
  private final Clock clock;
  private final SecureRandom random;

  @Mixin private final RoundOptions options;
  @Mixin private final OutputOptions output = new OutputOptions();

  /** A command that takes time, randomness and the passphrase from these. */
  public OnceCommand(Clock clock, SecureRandom random, PassphraseOptions passphrases) {
    this.clock = clock;
    this.random = random;
    this.options = new RoundOptions(passphrases);
  }

  @Override
  public Integer call() throws CommandFailure {
    Journal journal = new Journal(output, clock);
    return new Round(options, options.directory(), clock, random, journal).go().exitCode().number();
  }
}
