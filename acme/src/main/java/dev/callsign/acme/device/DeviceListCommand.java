package dev.callsign.acme.device;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.cli.PlainText;
import dev.callsign.statement.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code device list}: shows the devices file. Whether a statement lists them is not checked. */
@Command(name = "list", description = "List the devices that the next statement will name.")
@SuppressWarnings("NullAway.Init") // picocli sets the required options before the command runs
public final class DeviceListCommand implements Callable<Integer> {

  @Option(
      names = "--devices",
      paramLabel = "FILE",
      required = true,
      description = "The devices file.")
  private Path devicesFile;

  @Mixin private final OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws CommandFailure {
    DeviceRegister register = DevicesFile.read(devicesFile);
    List<String> lines = new ArrayList<>();
    lines.add(
        register.callsign()
            + ": "
            + register.devices().size()
            + " device(s), the next id is "
            + register.nextId());
    for (Device device : register.devices()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%4d  %-16s registration id %-5d  added %s  identity key %s",
              device.id(),
              PlainText.line(device.name() == null ? "-" : device.name()),
              device.registrationId(),
              device.addedAt(),
              device.identityKey()));
    }
    output.print(DevicesFile.toJson(register), lines);
    return ExitCode.OK.number();
  }
}
