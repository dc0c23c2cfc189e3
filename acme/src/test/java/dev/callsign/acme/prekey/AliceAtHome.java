package dev.callsign.acme.prekey;

import dev.callsign.acme.Shell;
import dev.callsign.acme.Shell.Outcome;
import dev.callsign.acme.device.DevicesFile;
import dev.callsign.request.DeviceAddress;
import java.nio.file.Path;
import java.time.Clock;

/** The folder of an owner with one device, and a directory that knows it. */
public final class AliceAtHome implements AutoCloseable {
  private final Path folder;
  private final PrekeyDirectory directory;

  /** Device 1 of alice.example, its key in the clear or with {@code more} options. */
  public AliceAtHome(Path folder, Clock clock, Object... more) throws Exception {
    this.folder = folder;
    Object[] add = {"device", "add", "--domain", "alice.example", "--devices", devices()};
    Shell.at(clock)
        .runWell(Shell.join(add, more.length == 0 ? new Object[] {"--unencrypted"} : more));
    var register = DevicesFile.read(devices());
    directory =
        new PrekeyDirectory(
            clock,
            new DeviceAddress(register.callsign(), 1),
            register.devices().getFirst().identityKey());
  }

  /** devices.json. */
  public Path devices() {
    return folder.resolve("devices.json");
  }

  /** device-1.key. */
  public Path key() {
    return folder.resolve("device-1.key");
  }

  /** device-1.prekeys. */
  public Path store() {
    return folder.resolve("device-1.prekeys");
  }

  /** Her directory. */
  public PrekeyDirectory directory() {
    return directory;
  }

  /** {@code prekeys} with everything it needs. */
  public Outcome prekeys(Shell shell, String command, Object... more) {
    Object[] base = {
      "prekeys", command, "--devices", devices(), "--device", 1, "--directory", directory.url()
    };
    return shell.run(Shell.join(base, more));
  }

  /** {@code run} or {@code once} with everything it needs. */
  public Outcome keepsUp(Shell shell, String command, Object... more) {
    Object[] base = {command, "--devices", devices(), "--directory", directory.url()};
    return shell.run(Shell.join(base, more));
  }

  @Override
  public void close() {
    directory.close();
  }
}
