package dev.callsign.acme.run;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.device.DeviceFiles;
import dev.callsign.acme.device.DeviceRegister;
import dev.callsign.acme.device.DevicesFile;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.keys.PassphraseOptions;
import dev.callsign.acme.prekey.OwnDevice;
import dev.callsign.statement.Device;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which devices of this machine are kept up, and at which directory. */
@SuppressWarnings("NullAway.Init") // picocli sets the required options before the command runs
final class RoundOptions {

  @Option(
      names = "--devices",
      paramLabel = "FILE",
      required = true,
      description = "The devices file; keys and prekeys are beside it.")
  private Path devicesFile;

  @Option(
      names = "--device",
      paramLabel = "ID",
      description = "A device of it, may be repeated; every one whose key is here when absent.")
  private List<Integer> deviceIds = new ArrayList<>();

  @Option(
      names = "--directory",
      paramLabel = "URL",
      required = true,
      description = "The directory, by its public base URL, such as https://directory.example.")
  private URI directoryUrl;

  @Mixin private final PassphraseOptions passphrases;

  RoundOptions(PassphraseOptions passphrases) {
    this.passphrases = passphrases;
  }

  DirectoryAddress directory() throws CommandFailure {
    return DirectoryAddress.of(directoryUrl);
  }

  /**
   * Reads which devices there are now: one may be added while the agent runs.
   *
   * @return at least one id
   * @throws CommandFailure {@code BAD_CONFIGURATION}: none of the listed devices has its key here;
   *     otherwise as {@link DevicesFile#read}
   */
  List<Integer> ids(DeviceRegister register) throws CommandFailure {
    if (!deviceIds.isEmpty()) {
      return List.copyOf(deviceIds);
    }
    List<Integer> here =
        register.devices().stream()
            .map(Device::id)
            .filter(id -> Files.exists(DeviceFiles.key(devicesFile, id)))
            .toList();
    if (here.isEmpty()) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION,
          "no device of "
              + devicesFile
              + " has its key beside it: "
              + DeviceFiles.key(devicesFile, 1)
              + " for device 1");
    }
    return here;
  }

  DeviceRegister register() throws CommandFailure {
    return DevicesFile.read(devicesFile);
  }

  OwnDevice device(DeviceRegister register, int id) throws CommandFailure {
    return OwnDevice.read(devicesFile, register, id, DeviceFiles.key(devicesFile, id), passphrases);
  }
}
