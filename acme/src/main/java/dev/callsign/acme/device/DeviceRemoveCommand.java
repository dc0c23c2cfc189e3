package dev.callsign.acme.device;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.file.ExclusiveLock;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code device remove}: takes a device out of the devices file. Its id is never given again; its
 * private key and its prekeys are not touched.
 */
@Command(name = "remove", description = "Take a device out of the next statement.")
@SuppressWarnings("NullAway.Init") // picocli sets the required options before the command runs
public final class DeviceRemoveCommand implements Callable<Integer> {

  @Parameters(paramLabel = "ID", description = "The id of the device.")
  private int id;

  @Option(
      names = "--devices",
      paramLabel = "FILE",
      required = true,
      description = "The devices file.")
  private Path devicesFile;

  @Mixin private final OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws CommandFailure {
    try (ExclusiveLock _ = ExclusiveLock.take(devicesFile)) {
      DeviceRegister rest = DevicesFile.read(devicesFile).without(id);
      DevicesFile.write(devicesFile, rest);
      output.print(
          DevicesFile.toJson(rest),
          List.of(
              "Removed device " + id + " of " + rest.callsign() + " from " + devicesFile,
              "Next: sign a statement without it; until then it still speaks for "
                  + rest.callsign()
                  + ".",
              "Its private key and its prekeys are still there: erase them when the device is gone."));
    }
    return ExitCode.OK.number();
  }
}
