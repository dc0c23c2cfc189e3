package dev.callsign.acme.file;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps two processes from changing the same file at once: whoever reads it to write it back holds
 * the lock from before the reading until after the writing.
 *
 * <p>The lock is on an empty file {@code .<name>.lock} beside it, which stays; the operating system
 * frees the lock of a process that dies.
 */
public final class ExclusiveLock implements AutoCloseable {
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
    Path lock = target.resolveSibling("." + target.getFileName() + ".lock");
    try {
      FileChannel channel =
          FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
