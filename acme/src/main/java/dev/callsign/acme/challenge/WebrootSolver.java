package dev.callsign.acme.challenge;

import dev.callsign.acme.order.Answer;
import dev.callsign.acme.order.OpenChallenge;
import dev.callsign.acme.order.Presentation;
import dev.callsign.acme.order.Solver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Answers http-01 with a file below the root of a web server that is there already (RFC 8555 §8.3).
 *
 * <p>The file appears whole, with mode 0644 whatever the umask, and goes when the answer is closed.
 * Folders that are missing are made with mode 0755 and stay. POSIX file systems only.
 */
public final class WebrootSolver implements Solver {

  /** 0644: the web server is another user. */
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");

  /** 0755, for the same reason. */
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final Path root;
  private final Optional<HttpProbe> probe;

  /**
   * A solver with a folder.
   *
   * @param root what the web server serves at {@code /} of the domain, over HTTP
   * @param probe as in {@link HttpListenerSolver}
   */
  public WebrootSolver(Path root, Optional<HttpProbe> probe) {
    this.root = root;
    this.probe = probe;
  }

  @Override
  public String type() {
    return "http-01";
  }

  @Override
  public Presentation present(OpenChallenge challenge) {
    Path file = root.resolve(challenge.path().substring(1));
    try {
      write(file, challenge.keyAuthorization());
    } catch (IOException e) {
      return SelfCheck.local("cannot write " + file + ": " + why(e));
    }
    Answer answer = () -> remove(file);
    return SelfCheck.judge(answer, probe.flatMap(look -> look.complaint(challenge)));
  }

  private void write(Path file, String content) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new IOException(root + " is no folder");
    }
    Path folder = root;
    for (Path step : root.relativize(file.resolveSibling(""))) {
      folder = folder.resolve(step);
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, FOLDER);
      }
    }
    Path temporary = Files.createTempFile(folder, ".callsign-", ".tmp");
    try {
      Files.writeString(temporary, content, StandardCharsets.US_ASCII);
      Files.setPosixFilePermissions(temporary, FILE);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void remove(Path file) throws IOException {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new IOException("cannot remove " + file + ": " + why(e), e);
    }
  }

  private static String why(IOException e) {
    return e.getClass().getSimpleName() + " " + e.getMessage();
  }
}
