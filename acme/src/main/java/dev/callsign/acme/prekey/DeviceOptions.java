package dev.callsign.acme.prekey;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.device.DeviceFiles;
import dev.callsign.acme.device.DeviceRegister;
import dev.callsign.acme.device.DevicesFile;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.keys.PassphraseOptions;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which device of this machine, and at which directory. */
@SuppressWarnings("NullAway.Init") // picocli sets the required options before the command runs
public final class DeviceOptions {

  @Option(
      names = "--devices",
      paramLabel = "FILE",
      required = true,
      description = "The devices file; keys and prekeys are beside it.")
  private Path devicesFile;

  @Option(
      names = "--device",
      paramLabel = "ID",
      required = true,
      description = "The id of the device in it.")
  private int deviceId;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Its private key; device-<id>.key beside the devices file.")
  private @Nullable Path keyFile;

  @Option(
      names = "--directory",
      paramLabel = "URL",
      required = true,
      description = "The directory, by its public base URL, such as https://directory.example.")
  private URI directoryUrl;

  @Mixin private final PassphraseOptions passphrases;

  /** Options of one command, which takes the passphrase of the key from {@code passphrases}. */
  public DeviceOptions(PassphraseOptions passphrases) {
    this.passphrases = passphrases;
  }

  /** Reads the devices file alone; errors as {@link DevicesFile#read}. */
  public DeviceRegister register() throws CommandFailure {
    return DevicesFile.read(devicesFile);
  }

  /** Reads the device; errors as {@link DevicesFile#read} and {@link OwnDevice#read}. */
  public OwnDevice device() throws CommandFailure {
    return OwnDevice.read(
        devicesFile,
        DevicesFile.read(devicesFile),
        deviceId,
        keyFile == null ? DeviceFiles.key(devicesFile, deviceId) : keyFile,
        passphrases);
  }

  /** The directory; errors as {@link DirectoryAddress#of}. */
  public DirectoryAddress directory() throws CommandFailure {
    return DirectoryAddress.of(directoryUrl);
  }

  /** The options again, for advice to call another command. */
  public String repeated() {
    return "--devices "
        + devicesFile
        + " --device "
        + deviceId
        + (keyFile == null ? "" : " --key " + keyFile)
        + " --directory "
        + directoryUrl;
  }
}
