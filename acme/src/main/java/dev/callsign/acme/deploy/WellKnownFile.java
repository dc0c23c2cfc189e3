package dev.callsign.acme.deploy;

import dev.callsign.acme.certificate.Deployment;
import dev.callsign.acme.certificate.ErrandOutcome;
import dev.callsign.acme.certificate.Generation;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.InputFile;
import dev.callsign.acme.file.SharedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Puts the live statement where a web server serves it as {@code
 * /.well-known/callsign/statement.jws}.
 *
 * <p>The file has mode 0644 whatever the umask, appears whole, and is written only when it is not
 * so already. Up to two folders above it that are missing ({@code .well-known/callsign}) are made
 * with mode 0755; the one above them, the web server's root, must be there. Where there is no
 * statement yet, nothing is done.
 */
public final class WellKnownFile implements Deployment {

  /** {@code .well-known/callsign}: a missing root is somebody's mistake. */
  private static final int FOLDERS_MADE = 2;

  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final SharedFile file;

  /** Serves from {@code path}. */
  public WellKnownFile(Path path) {
    this.file = new SharedFile(path.toAbsolutePath(), SharedFile.PUBLIC, Optional.empty());
  }

  @Override
  public ErrandOutcome deploy(Generation live) {
    if (!Files.exists(live.statement())) {
      return ErrandOutcome.DONE;
    }
    try {
      byte[] statement = InputFile.read(live.statement());
      if (!file.holds(statement)) {
        makeFolders(file.path().resolveSibling(""), FOLDERS_MADE);
        file.write(statement);
      }
      return ErrandOutcome.DONE;
    } catch (CommandFailure e) {
      return ErrandOutcome.failed(e.message());
    } catch (IOException e) {
      return ErrandOutcome.failed("cannot make the folder of " + file.path() + ": " + e);
    }
  }

  private static void makeFolders(Path folder, int most) throws IOException {
    if (most == 0 || Files.isDirectory(folder)) {
      return;
    }
    makeFolders(folder.resolveSibling(""), most - 1);
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, FOLDER);
  }
}
