package dev.callsign.acme.deploy;

import dev.callsign.acme.file.DurableFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs of an owner. */
final class Scripts {

  private Scripts() {}

  /** Writes one. */
  static Path write(Path script, String body) throws Exception {
    Files.createDirectories(script.resolveSibling(""));
    Files.writeString(script, "#!/bin/sh\n" + body + "\n");
    return Files.setPosixFilePermissions(script, DurableFolder.PRIVATE);
  }

  /** The lines that one wrote; none when it wrote nothing. */
  static List<String> lines(Path file) throws Exception {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
