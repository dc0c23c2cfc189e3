package dev.callsign.acme.prekey;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.device.DeviceFiles;
import dev.callsign.acme.device.DeviceRegister;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.keys.DeviceKey;
import dev.callsign.acme.keys.DeviceKeyFile;
import dev.callsign.acme.keys.PassphraseOptions;
import dev.callsign.request.DeviceAddress;
import dev.callsign.statement.Device;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * A device of the devices file whose identity key this machine holds.
 *
 * @param storeFile where its prekeys are kept
 */
public record OwnDevice(DeviceAddress address, DeviceKey key, Path storeFile) {

  /**
   * Reads the key of a device and holds it against the devices file.
   *
   * @throws CommandFailure {@code BAD_INPUT}: no such device, or the key is another one; otherwise
   *     as {@link DeviceKeyFile#read}
   */
  public static OwnDevice read(
      Path devicesFile,
      DeviceRegister register,
      int deviceId,
      Path keyFile,
      PassphraseOptions passphrases)
      throws CommandFailure {
    Device device =
        register.devices().stream()
            .filter(listed -> listed.id() == deviceId)
            .findFirst()
            .orElseThrow(() -> bad(devicesFile + " lists no device " + deviceId));
    DeviceKey key = DeviceKeyFile.read(keyFile, passphrases);
    if (!key.pair().identityKey().equals(device.identityKey())) {
      throw bad(keyFile + " is not the key of device " + deviceId + " in " + devicesFile);
    }
    return new OwnDevice(
        new DeviceAddress(register.callsign(), deviceId),
        key,
        DeviceFiles.prekeys(devicesFile, deviceId));
  }

  /** This device at a directory. */
  public DirectoryDevice at(DirectoryAddress directory, Clock clock, SecureRandom random) {
    return new DirectoryDevice(directory, address, key.pair(), clock, random);
  }

  /** The upkeep of its prekeys at a directory. */
  public PrekeyUpkeep upkeep(DirectoryAddress directory, Clock clock, SecureRandom random) {
    return new PrekeyUpkeep(at(directory, clock, random), storeFile, key, clock, random);
  }

  private static CommandFailure bad(String why) {
    return new CommandFailure(ExitCode.BAD_INPUT, why);
  }
}
