package dev.callsign.acme.file;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the files that a caller names. */
public final class InputFile {

  /** Bytes of the largest file that is read: chains, keys and statements are far smaller. */
  static final int MAX_BYTES = 1024 * 1024;

  private InputFile() {}

  /**
   * The whole file.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: missing or not readable; {@code BAD_INPUT}:
   *     longer than {@value #MAX_BYTES} bytes; {@code TRY_LATER}: any other fault
   */
  public static byte[] read(Path path) throws CommandFailure {
    return read(path, MAX_BYTES);
  }

  /** As {@link #read(Path)}, for a file of at most {@code maxBytes}. */
  public static byte[] read(Path path, int maxBytes) throws CommandFailure {
    try (InputStream stream = Files.newInputStream(path)) {
      byte[] bytes = stream.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new CommandFailure(
            ExitCode.BAD_INPUT, path + " is longer than " + maxBytes + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw FileFailure.of("read", path, e);
    }
  }

  /** The whole file as UTF-8; bytes that are none become U+FFFD. Errors as {@link #read}. */
  public static String readText(Path path) throws CommandFailure {
    return new String(read(path), StandardCharsets.UTF_8);
  }
}
