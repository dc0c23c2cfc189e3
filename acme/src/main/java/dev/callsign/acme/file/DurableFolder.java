package dev.callsign.acme.file;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Changes what folders list so that a crash at any moment leaves the old entry or the new one. When
 * a call returns, the change is durable. POSIX file systems only; errors as {@link
 * DurableFile#replace}.
 */
public final class DurableFolder {

  /** Everything for the owner, nothing for anybody else: 0700. */
  public static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  private static final String TEMPORARY_LINK = ".callsign-link";

  private DurableFolder() {}

  /**
   * Makes a folder of mode 0700, and those above it that are missing. One that is there stays as it
   * is, unless others than its owner may enter or list it.
   *
   * @throws CommandFailure also {@code BAD_CONFIGURATION}: others may enter or list it
   */
  public static void create(Path folder) throws CommandFailure {
    Path target = folder.toAbsolutePath();
    try {
      if (Files.isDirectory(target)) {
        requirePrivate(target);
        return;
      }
      Path parent = target.getParent();
      if (parent != null && !Files.isDirectory(parent)) {
        create(parent);
      }
      Files.createDirectory(target, PosixFilePermissions.asFileAttribute(PRIVATE));
      sync(target.resolveSibling(""));
    } catch (IOException e) {
      throw FileFailure.of("make the folder", folder, e);
    }
  }

  private static void requirePrivate(Path folder) throws IOException, CommandFailure {
    if (!PRIVATE.containsAll(Files.getPosixFilePermissions(folder))) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION,
          folder + " holds keys, but others than its owner may look into it: chmod 700 " + folder);
    }
  }

  /**
   * What a folder lists, in the order of the names; nothing where there is no folder. Links are not
   * followed.
   */
  public static List<Path> list(Path folder) throws CommandFailure {
    List<Path> entries = new ArrayList<>();
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return entries;
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw FileFailure.of("list", folder, new IOException(e));
    } catch (IOException e) {
      throw FileFailure.of("list", folder, e);
    }
    entries.sort(null);
    return entries;
  }

  /** Gives a file or folder another name in the same folder; nothing may have it yet. */
  public static void rename(Path from, Path to) throws CommandFailure {
    try {
      if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(to.toString());
      }
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      sync(to.toAbsolutePath().resolveSibling(""));
    } catch (IOException e) {
      throw FileFailure.of("make", to, e);
    }
  }

  /**
   * Points a symbolic link at {@code target}, in one step: who follows it finds the old target or
   * the new one, and never nothing.
   *
   * @param target as it shall stand in the link, relative to the link's folder
   */
  public static void point(Path link, Path target) throws CommandFailure {
    Path folder = link.toAbsolutePath().resolveSibling("");
    Path temporary = folder.resolve(TEMPORARY_LINK);
    try {
      Files.deleteIfExists(temporary); // of somebody who died here
      Files.createSymbolicLink(temporary, target);
      Files.move(temporary, link, StandardCopyOption.ATOMIC_MOVE);
      sync(folder);
    } catch (IOException e) {
      throw FileFailure.of("point at " + target + " from", link, e);
    }
  }

  /** Removes a file, or a folder that holds nothing; nothing happens where there is none. */
  public static void remove(Path path) throws CommandFailure {
    try {
      if (Files.deleteIfExists(path)) {
        sync(path.toAbsolutePath().resolveSibling(""));
      }
    } catch (IOException e) {
      throw FileFailure.of("remove", path, e);
    }
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }
}
