package dev.callsign.acme.file;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A file that another user reads: it has exactly this mode and group, whatever the umask.
 *
 * <p>Its content goes to a temporary file {@code .callsign-<name>.new} in the same folder, which
 * nobody but us may read until content, group and mode are on the disk in this order; then it takes
 * its name in one step. A crash leaves the old file or the new one, and perhaps the temporary file,
 * which the next writing removes. A symbolic link at the path is replaced, not followed. POSIX file
 * systems only; for one writer at a time.
 *
 * <p>It is NOT checked who may change the folder.
 *
 * @param path its folder must be there
 * @param mode what it may be used for
 * @param group its group; empty for the one that the system gives
 */
public record SharedFile(Path path, Set<PosixFilePermission> mode, Optional<String> group) {

  /** Readable for everybody: 0644. */
  public static final Set<PosixFilePermission> PUBLIC = DurableFile.PUBLIC;

  /** Readable for its group: 0640. */
  public static final Set<PosixFilePermission> GROUP = PosixFilePermissions.fromString("rw-r-----");

  /** Copies the set. */
  public SharedFile {
    mode = Set.copyOf(mode);
  }

  /**
   * Whether the file is there with this content, mode and group.
   *
   * @throws CommandFailure as {@link InputFile#read}; a missing file is none
   */
  public boolean holds(byte[] content) throws CommandFailure {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try {
      PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
      return attributes.permissions().equals(mode)
          && group.stream().allMatch(attributes.group().getName()::equals)
          && attributes.size() == content.length
          && Arrays.equals(InputFile.read(path), content);
    } catch (IOException e) {
      throw FileFailure.of("read", path, e);
    }
  }

  /** Writes it, durable when the call returns; errors as {@link #stage}. */
  public void write(byte[] content) throws CommandFailure {
    try (Staged staged = stage(content)) {
      staged.commit();
    }
  }

  /**
   * Does everything but the last step, so that several files can take their names together.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: there is no such folder or group, or we may
   *     not write there; {@code TRY_LATER}: any other fault
   */
  public Staged stage(byte[] content) throws CommandFailure {
    Path target = path.toAbsolutePath();
    Path temporary = target.resolveSibling(".callsign-" + target.getFileName() + ".new");
    try {
      Files.deleteIfExists(temporary); // of somebody who died here
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(DurableFile.SECRET))) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        open(temporary);
        channel.force(true);
      }
      return new Staged(this, temporary);
    } catch (UserPrincipalNotFoundException e) {
      discard(temporary);
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION,
          "cannot write " + path + ": there is no group " + group.orElse(""));
    } catch (IOException e) {
      discard(temporary);
      throw FileFailure.of("write", path, e);
    }
  }

  /** First the group, then what it may do. */
  private void open(Path temporary) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
    if (group.isPresent()) {
      GroupPrincipal principal =
          temporary
              .getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByGroupName(group.get());
      view.setGroup(principal);
    }
    view.setPermissions(mode);
  }

  private static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // the next writing tries again
    }
  }

  /** A file that only lacks its name; closing it before {@link #commit} removes it. */
  public static final class Staged implements AutoCloseable {
    private final SharedFile file;
    private final Path temporary;

    private Staged(SharedFile file, Path temporary) {
      this.file = file;
      this.temporary = temporary;
    }

    /** Gives it its name, durable when the call returns. */
    public void commit() throws CommandFailure {
      try {
        Path target = file.path().toAbsolutePath();
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel entries =
            FileChannel.open(target.resolveSibling(""), StandardOpenOption.READ)) {
          entries.force(true);
        }
      } catch (IOException e) {
        throw FileFailure.of("write", file.path(), e);
      }
    }

    @Override
    public void close() {
      discard(temporary);
    }
  }
}
