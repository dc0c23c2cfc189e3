package dev.callsign.acme.file;

import dev.callsign.acme.cli.CommandFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/**
 * Writes whole files so that a crash at any moment leaves the old content or the new one.
 *
 * <p>The content goes to a temporary file in the same folder, which has its final mode from the
 * moment it is opened, is synced and read back; then it takes its name in one step and the folder
 * is synced. When a call returns, the file is durable. POSIX file systems only.
 */
public final class DurableFile {

  /** Read and write for the owner, nothing for anybody else: 0600. */
  public static final Set<PosixFilePermission> SECRET =
      PosixFilePermissions.fromString("rw-------");

  /** Readable for everybody: 0644, less what the umask takes away. */
  public static final Set<PosixFilePermission> PUBLIC =
      PosixFilePermissions.fromString("rw-r--r--");

  private DurableFile() {}

  /**
   * Writes a file that must not exist yet.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: the file exists, or its folder does not or is
   *     not writable; {@code TRY_LATER}: any other fault
   */
  public static void create(Path path, byte[] content, Set<PosixFilePermission> mode)
      throws CommandFailure {
    // A hard link, because rename(2) would silently replace a file that is already there.
    write(path, content, mode, Files::createLink);
  }

  /**
   * Writes a file, in place of an older one when there is one. Errors as {@link #create}, except
   * that the file may exist.
   */
  public static void replace(Path path, byte[] content, Set<PosixFilePermission> mode)
      throws CommandFailure {
    write(
        path,
        content,
        mode,
        (target, temporary) -> Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE));
  }

  private static void write(
      Path path, byte[] content, Set<PosixFilePermission> mode, Publication publication)
      throws CommandFailure {
    Path target = path.toAbsolutePath();
    Path folder = target.resolveSibling("");
    try {
      Path temporary =
          Files.createTempFile(
              folder, ".callsign-", ".tmp", PosixFilePermissions.asFileAttribute(mode));
      try {
        sync(temporary, content);
        publication.publish(target, temporary);
      } finally {
        Files.deleteIfExists(temporary);
      }
      try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
        entries.force(true);
      }
    } catch (IOException e) {
      throw FileFailure.of("write", path, e);
    }
  }

  private static void sync(Path temporary, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    if (!Arrays.equals(Files.readAllBytes(temporary), content)) {
      throw new IOException("the disk gives back other bytes than were written");
    }
  }

  /** How the finished temporary file gets its name. */
  @FunctionalInterface
  private interface Publication {
    void publish(Path target, Path temporary) throws IOException;
  }
}
