package dev.callsign.acme.run;

import dev.callsign.acme.agent.Agent;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.Journal;
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
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What is kept up: by a configuration, the callsign with its certificate; without one, the prekeys
 * of devices of this machine.
 */
final class RoundOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "The agent's configuration: certificate, statement and directory are kept up, too.",
        "Devices file and directory are those in it."
      })
  private @Nullable Path configFile;

  @Option(
      names = "--devices",
      paramLabel = "FILE",
      description = "The devices file; keys and prekeys are beside it.")
  private @Nullable Path givenDevices;

  @Option(
      names = "--device",
      paramLabel = "ID",
      description = "A device of it, may be repeated; every one whose key is here when absent.")
  private List<Integer> deviceIds = new ArrayList<>();

  @Option(
      names = "--directory",
      paramLabel = "URL",
      description = "The directory, by its public base URL, such as https://directory.example.")
  private @Nullable URI directoryUrl;

  @Mixin private final PassphraseOptions passphrases;

  RoundOptions(PassphraseOptions passphrases) {
    this.passphrases = passphrases;
  }

  /**
   * The agent that is configured; empty where prekeys only are kept up.
   *
   * @param stays whether it serves, too, if it shall
   * @throws CommandFailure {@code BAD_CONFIGURATION}: neither a configuration nor devices and a
   *     directory, or both; otherwise as {@link Agent#of}
   */
  Optional<Agent> agent(
      boolean stays, Clock clock, SecureRandom random, Pause pause, Journal journal)
      throws CommandFailure {
    boolean hasBoth = givenDevices != null && directoryUrl != null;
    boolean hasAny = givenDevices != null || directoryUrl != null;
    if (configFile == null ? !hasBoth : hasAny) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION, "give --config FILE, or --devices FILE and --directory URL");
    }
    if (configFile == null) {
      return Optional.empty();
    }
    Agent.Means means = new Agent.Means(clock, random, pause::pause, passphrases, journal);
    return Optional.of(stays ? Agent.staying(configFile, means) : Agent.of(configFile, means));
  }

  /** Where prekeys are published. */
  DirectoryAddress directory(Optional<Agent> agent) throws CommandFailure {
    return agent.isPresent()
        ? agent.get().directory()
        : DirectoryAddress.of(Objects.requireNonNull(directoryUrl));
  }

  /** Which devices' prekeys are kept up. */
  Devices devices(Optional<Agent> agent) {
    return new Devices(
        agent.map(Agent::devices).orElseGet(() -> Objects.requireNonNull(givenDevices)),
        agent.isPresent());
  }

  /** The devices in a file; with a configuration none of them needs to have its key here. */
  final class Devices {
    private final Path devicesFile;
    private final boolean mayBeNone;

    private Devices(Path devicesFile, boolean mayBeNone) {
      this.devicesFile = devicesFile;
      this.mayBeNone = mayBeNone;
    }

    /**
     * Reads which devices there are now: one may be added while the agent runs.
     *
     * @return at least one id, unless there may be none
     * @throws CommandFailure {@code BAD_CONFIGURATION}: none of the listed devices has its key
     *     here; otherwise as {@link DevicesFile#read}
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
      if (here.isEmpty() && !mayBeNone) {
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
      return OwnDevice.read(
          devicesFile, register, id, DeviceFiles.key(devicesFile, id), passphrases);
    }
  }
}
