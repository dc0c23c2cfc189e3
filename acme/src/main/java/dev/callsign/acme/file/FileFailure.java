package dev.callsign.acme.file;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says which faults of a file are the caller's and which may pass. */
final class FileFailure {

  private FileFailure() {}

  static CommandFailure of(String action, Path path, IOException e) {
    String what = "cannot " + action + " " + path + ": ";
    return switch (e) {
      case NoSuchFileException missing ->
          new CommandFailure(ExitCode.BAD_CONFIGURATION, what + "there is no such file or folder");
      case AccessDeniedException denied ->
          new CommandFailure(ExitCode.BAD_CONFIGURATION, what + "access is denied");
      case FileAlreadyExistsException exists ->
          new CommandFailure(
              ExitCode.BAD_CONFIGURATION,
              what + "it exists already and is never overwritten; move it away or name another");
      default -> new CommandFailure(ExitCode.TRY_LATER, what + e.getMessage());
    };
  }
}
