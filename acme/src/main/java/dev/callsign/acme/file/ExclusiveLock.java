package dev.callsign.acme.file;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Keeps two processes from changing the same file at once: whoever reads it to write it back holds
 * the lock from before the reading until after the writing.
 *
 * <p>The lock is on an empty file {@code .<name>.lock} beside it, which stays; the operating system
 * frees the lock of a process that dies.
 */
public final class ExclusiveLock implements AutoCloseable {
  private static final Set<StandardOpenOption> OPTIONS =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  private static final FileAttribute<?> OWNERS =
      PosixFilePermissions.asFileAttribute(DurableFile.SECRET);

  private final FileChannel channel;

  private ExclusiveLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of {@code path}, without waiting.
   *
   * @throws CommandFailure {@code TRY_LATER}: somebody else holds it; otherwise as {@link
   *     DurableFile#replace}
   */
  public static ExclusiveLock take(Path path) throws CommandFailure {
    Path target = path.toAbsolutePath();
    return take(path, target.resolveSibling("." + target.getFileName() + ".lock"));
  }

  /**
   * Takes the lock of a folder, which is on the file {@code lock} in it; otherwise as {@link
   * #take}.
   */
  public static ExclusiveLock takeFolder(Path folder) throws CommandFailure {
    return take(folder, folder.resolve("lock"));
  }

  private static ExclusiveLock take(Path path, Path lock) throws CommandFailure {
    try {
      FileChannel channel = FileChannel.open(lock, OPTIONS, OWNERS);
      if (isLocked(channel)) {
        return new ExclusiveLock(channel);
      }
      channel.close();
    } catch (IOException e) {
      throw FileFailure.of("lock", path, e);
    }
    throw new CommandFailure(
        ExitCode.TRY_LATER, "another process is changing " + path + "; try again");
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // another thread of this process holds it
    }
  }

  @Override
  public void close() throws CommandFailure {
    try {
      channel.close();
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.TRY_LATER, "cannot free a lock: " + e.getMessage());
    }
  }
}
