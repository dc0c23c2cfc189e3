package dev.callsign.acme.monitor;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.NameOptions;
import dev.callsign.acme.device.DevicesFile;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.name.Callsign;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whom to watch, at which directory, and what the owner signed. */
@SuppressWarnings("NullAway.Init") // picocli sets the required options before the command runs
final class MonitorOptions {

  @Option(
      names = "--directory",
      paramLabel = "URL",
      required = true,
      description = "The directory, by its public base URL, such as https://directory.example.")
  private URI directoryUrl;

  @Option(
      names = "--domain",
      paramLabel = "NAME",
      description = "The callsign, where there is no devices file here.")
  private @Nullable String domain;

  @Option(
      names = "--devices",
      paramLabel = "FILE",
      description = "The devices file, which says the callsign.")
  private @Nullable Path devicesFile;

  @Option(
      names = "--home",
      paramLabel = "FOLDER",
      description = "The agent's folder; the statements in it are the owner's.")
  private @Nullable Path home;

  @Option(
      names = "--statements",
      paramLabel = "FILE",
      description = "A statement that the owner signed elsewhere (sign --out); may be repeated.")
  private List<Path> statements = new ArrayList<>();

  @Option(
      names = "--cursor",
      paramLabel = "FILE",
      description = {
        "What was seen so far; one for each callsign and directory.",
        "monitor-<callsign>.json in the agent's folder or beside the devices file when absent."
      })
  private @Nullable Path cursorFile;

  @Option(
      names = "--alarm-hook",
      paramLabel = "EXECUTABLE",
      description = {
        "Is called for each alarm with its kind, the callsign and the entry's id or -;",
        "reads the alarm as one line of JSON."
      })
  private @Nullable Path hook;

  @Mixin private final NameOptions names = new NameOptions();

  DirectoryAddress directory() throws CommandFailure {
    return DirectoryAddress.of(directoryUrl);
  }

  /**
   * Whom to watch.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: none of both options, or both; otherwise as
   *     {@link NameOptions#parse} and {@link DevicesFile#read}
   */
  Callsign callsign() throws CommandFailure {
    if (domain != null && devicesFile == null) {
      return names.parse(domain);
    }
    if (domain == null && devicesFile != null) {
      return DevicesFile.read(devicesFile).callsign();
    }
    throw bad("say whom to watch: --domain NAME or --devices FILE");
  }

  @Nullable Path devicesFile() {
    return devicesFile;
  }

  /**
   * What the owner signed.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: nobody says where that is
   */
  OwnStatements statements(Callsign callsign) throws CommandFailure {
    if (home == null && statements.isEmpty()) {
      throw bad("say which statements are yours: --home FOLDER or --statements FILE");
    }
    return new OwnStatements(callsign, home, statements);
  }

  /**
   * Where the cursor is.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: nobody says so
   */
  CursorFile cursor(Callsign callsign, DirectoryAddress directory) throws CommandFailure {
    String name = "monitor-" + callsign.aLabel() + ".json";
    if (cursorFile != null) {
      return new CursorFile(cursorFile, callsign, directory);
    }
    if (home != null) {
      return new CursorFile(home.resolve(name), callsign, directory);
    }
    if (devicesFile != null) {
      return new CursorFile(devicesFile.resolveSibling(name), callsign, directory);
    }
    throw bad("say where to keep what was seen: --cursor FILE");
  }

  /**
   * The hook; null when there is none.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: it cannot be executed
   */
  @Nullable AlarmHook hook() throws CommandFailure {
    if (hook == null) {
      return null;
    }
    AlarmHook found = new AlarmHook(hook, AlarmHook.TIMEOUT);
    if (!found.isExecutable()) {
      throw bad("the alarm hook " + hook + " is no program that we may execute");
    }
    return found;
  }

  private static CommandFailure bad(String why) {
    return new CommandFailure(ExitCode.BAD_CONFIGURATION, why);
  }
}
