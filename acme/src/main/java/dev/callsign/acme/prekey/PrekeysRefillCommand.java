package dev.callsign.acme.prekey;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.keys.PassphraseOptions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code prekeys refill}: as {@code publish}, once few one-time prekeys are left or others are old.
 */
@Command(
    name = "refill",
    description = {
      "Fill one-time prekeys up to 100 where fewer than 20 are left, and replace the signed",
      "prekey and the one of last resort when they are 2 days old or used."
    })
public final class PrekeysRefillCommand implements Callable<Integer> {
  private final Clock clock;
  private final SecureRandom random;

  @Mixin private final DeviceOptions options;
  @Mixin private final OutputOptions output = new OutputOptions();

  /** A command that takes time, randomness and the passphrase from these. */
  public PrekeysRefillCommand(Clock clock, SecureRandom random, PassphraseOptions passphrases) {
    this.clock = clock;
    this.random = random;
    this.options = new DeviceOptions(passphrases);
  }

  @Override
  public Integer call() throws CommandFailure {
    DirectoryAddress directory = options.directory();
    OwnDevice device = options.device();
    Supplied supplied = device.upkeep(directory, clock, random).refill();
    output.print(
        SupplyReport.toJson(supplied, directory), SupplyReport.lines(supplied, device, directory));
    return ExitCode.OK.number();
  }
}
