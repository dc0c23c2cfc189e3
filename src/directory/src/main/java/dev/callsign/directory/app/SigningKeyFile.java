package dev.callsign.directory.app;

import dev.callsign.event.DirectoryKeyPair;
import dev.callsign.report.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The file of the directory's own key: an Ed25519 private key in PKCS#8, PEM, not encrypted.
 *
 * <p>POSIX file systems only.
 */
final class SigningKeyFile {

  /** Read and write for the owner, nothing for anybody else: 0600. */
  private static final Set<PosixFilePermission> SECRET =
      PosixFilePermissions.fromString("rw-------");

  private static final Logger LOG = Logger.getLogger(SigningKeyFile.class);

  private SigningKeyFile() {}

  /**
   * Reads the key. Where there is no file a new key is made, durable when the call returns; of
   * several processes that do so at once, all get the same.
   *
   * @throws UncheckedIOException when the file can neither be read nor made
   * @throws IllegalArgumentException when it holds something else
   */
  static DirectoryKeyPair readOrCreate(Path file, SecureRandom random) {
    try {
      if (Files.notExists(file)) {
        create(file.toAbsolutePath(), DirectoryKeyPair.generate(random));
      }
      return DirectoryKeyPair.parsePem(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("callsign.signing-key: cannot read or make " + file, e);
    } catch (MalformedException e) {
      throw new IllegalArgumentException("callsign.signing-key: " + file + ": " + e.detail(), e);
    }
  }

  /** A crash at any moment leaves the whole file or none. */
  private static void create(Path file, DirectoryKeyPair pair) throws IOException {
    Path folder = file.resolveSibling("");
    Files.createDirectories(folder);
    Path temporary =
        Files.createTempFile(
            folder, ".directory-key-", ".tmp", PosixFilePermissions.asFileAttribute(SECRET));
    try {
      write(temporary, pair.toPem().getBytes(StandardCharsets.US_ASCII));
      // A hard link, because rename(2) would silently replace the key of a faster process.
      Files.createLink(file, temporary);
      LOG.infof("callsign.signing-key: made a new key, %s, in %s", pair.key(), file);
    } catch (FileAlreadyExistsException e) {
      // another process was faster: its key counts
    } finally {
      Files.deleteIfExists(temporary);
    }
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }
}
