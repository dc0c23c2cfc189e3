package dev.callsign.acme;

import dev.callsign.acme.file.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files for the eyes of their owner. */
public final class Secrets {

  private Secrets() {}

  /** Writes a new file of mode 0600. */
  public static Path write(Path path, String text) throws IOException {
    Files.createFile(path, PosixFilePermissions.asFileAttribute(DurableFile.SECRET));
    return Files.writeString(path, text);
  }

  /** The mode of a file, such as {@code rw-------}. */
  public static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
