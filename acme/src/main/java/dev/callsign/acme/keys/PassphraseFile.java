package dev.callsign.acme.keys;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Reads a passphrase from a file of one line. */
final class PassphraseFile {

  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private PassphraseFile() {}

  /**
   * Refuses a file that its group or others may use in any way.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: they may, or there is no such file
   */
  static void requireClosed(Path path) throws CommandFailure {
    Set<PosixFilePermission> permissions;
    try {
      permissions = Files.getPosixFilePermissions(path);
    } catch (IOException e) {
      throw bad("the passphrase file " + path + " is not there or not accessible");
    }
    if (!OWNERS.containsAll(permissions)) {
      throw bad("others may read the passphrase file " + path + ": chmod 600 " + path);
    }
  }

  /**
   * The one line, without its line break.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: empty, or more than one line; otherwise as
   *     {@link InputFile#read}
   */
  static Passphrase read(Path path) throws CommandFailure {
    String text = InputFile.readText(path);
    String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    line = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    if (line.isEmpty()) {
      throw bad("the passphrase file " + path + " is empty");
    }
    if (line.indexOf('\n') >= 0) {
      throw bad("the passphrase file " + path + " has more than one line");
    }
    return new Passphrase(line);
  }

  private static CommandFailure bad(String why) {
    return new CommandFailure(ExitCode.BAD_CONFIGURATION, why);
  }
}
