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
import picocli.CommandLine.Option;

/** {@code prekeys publish}: whatever the directory lacks, up to 100 one-time prekeys of a kind. */
@Command(
    name = "publish",
    description = {
      "Make and upload what the directory lacks: the signed prekey, the post-quantum prekey of",
      "last resort, and one-time prekeys of both kinds up to 100."
    })
public final class PrekeysPublishCommand implements Callable<Integer> {
  private final Clock clock;
  private final SecureRandom random;

  @Option(
      names = "--x3dh-only",
      description = "No post-quantum prekeys, now and in later refills: libsignal cannot use it.")
  private boolean x3dhOnly;

  @Mixin private final DeviceOptions options;
  @Mixin private final OutputOptions output = new OutputOptions();

  /** A command that takes time, randomness and the passphrase from these. */
  public PrekeysPublishCommand(Clock clock, SecureRandom random, PassphraseOptions passphrases) {
    this.clock = clock;
    this.random = random;
    this.options = new DeviceOptions(passphrases);
  }

  @Override
  public Integer call() throws CommandFailure {
    DirectoryAddress directory = options.directory();
    OwnDevice device = options.device();
    Supplied supplied = device.upkeep(directory, clock, random).publish(!x3dhOnly);
    output.print(
        SupplyReport.toJson(supplied, directory), SupplyReport.lines(supplied, device, directory));
    return ExitCode.OK.number();
  }
}
