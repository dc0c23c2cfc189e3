package dev.callsign.acme.deploy;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.DurableFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The folder {@code hooks.d}: for each event an executable of that name, or a folder of that name
 * with executables, which are run in the order of their names. Names are of {@code A-Z a-z 0-9 . _
 * -} and begin with none of the last three; files that may not be executed are passed over, and so
 * are copies that editors and dpkg leave.
 */
record HookFolder(Path folder) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final Pattern LEFT_BEHIND =
      Pattern.compile(".*(\\.dpkg-[a-z]+|\\.bak|\\.orig|\\.rej)");

  /**
   * The executables of an event; none where there is nothing.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: everybody could change what is run, and
   *     nothing may be
   */
  List<Path> of(HookEvent event) throws CommandFailure {
    Path at = folder.resolve(event.word());
    List<Path> hooks;
    if (Files.isDirectory(at)) {
      requireClosed(at);
      hooks = DurableFolder.list(followed(at)).stream().filter(HookFolder::isHook).toList();
    } else {
      hooks = isHook(at) ? List.of(at) : List.of();
    }
    if (!hooks.isEmpty()) {
      requireClosed(folder);
    }
    for (Path hook : hooks) {
      requireClosed(hook);
    }
    return hooks;
  }

  private static Path followed(Path folder) throws CommandFailure {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION, "cannot look into " + folder + ": " + e.getMessage());
    }
  }

  private static boolean isHook(Path path) {
    String name = path.getFileName().toString();
    return NAME.matcher(name).matches()
        && !LEFT_BEHIND.matcher(name).matches()
        && Files.isRegularFile(path)
        && Files.isExecutable(path);
  }

  private static void requireClosed(Path path) throws CommandFailure {
    try {
      if (!Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE)) {
        return;
      }
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION, "cannot look at " + path + ": " + e.getMessage());
    }
    throw new CommandFailure(
        ExitCode.BAD_CONFIGURATION,
        "everybody may change " + path + ", so no hook is run: chmod o-w " + path);
  }
}
