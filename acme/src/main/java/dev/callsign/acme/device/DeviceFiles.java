package dev.callsign.acme.device;

import java.nio.file.Path;

/** Where the files of a device are, beside the devices file that lists it. */
public final class DeviceFiles {

  private DeviceFiles() {}

  /** The private identity key: {@code device-<id>.key}. */
  public static Path key(Path devicesFile, int deviceId) {
    return devicesFile.resolveSibling("device-" + deviceId + ".key");
  }

  /** The private halves of the prekeys: {@code device-<id>.prekeys}. */
  public static Path prekeys(Path devicesFile, int deviceId) {
    return devicesFile.resolveSibling("device-" + deviceId + ".prekeys");
  }
}
