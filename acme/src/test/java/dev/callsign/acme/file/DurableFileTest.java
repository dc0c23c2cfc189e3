package dev.callsign.acme.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
  private static final byte[] OLD = "old".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NEW = "new".getBytes(StandardCharsets.US_ASCII);

  private final Path folder;

  DurableFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void createsASecretThatOnlyItsOwnerReads() throws Exception {
    Path file = folder.resolve("key");

    DurableFile.create(file, NEW, DurableFile.SECRET);

    assertThat(file).hasBinaryContent(NEW);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void neverOverwritesWhatItShallCreate() throws Exception {
    Path file = Files.write(folder.resolve("key"), OLD);

    fails(
        () -> DurableFile.create(file, NEW, DurableFile.SECRET),
        ExitCode.BAD_CONFIGURATION,
        "never overwritten");

    assertThat(file).hasBinaryContent(OLD);
  }

  @Test
  void replacesWholeFiles() throws Exception {
    Path file = Files.write(folder.resolve("devices.json"), OLD);

    DurableFile.replace(file, NEW, DurableFile.PUBLIC);

    assertThat(file).hasBinaryContent(NEW);
  }

  @Test
  void leavesNoTemporaryFileWhetherItSucceedsOrNot() throws Exception {
    Path file = folder.resolve("key");
    DurableFile.create(file, NEW, DurableFile.SECRET);

    fails(
        () -> DurableFile.create(file, NEW, DurableFile.SECRET),
        ExitCode.BAD_CONFIGURATION,
        "exists");

    assertThat(folder.toFile().list()).containsExactly("key");
  }

  @Test
  void blamesTheCallerForAFolderThatIsNotThere() {
    fails(
        () -> DurableFile.replace(folder.resolve("no/file"), NEW, DurableFile.PUBLIC),
        ExitCode.BAD_CONFIGURATION,
        "no such file or folder");
  }

  @Test
  void letsOneProcessAtATimeChangeAFile() throws Exception {
    Path file = folder.resolve("devices.json");

    try (ExclusiveLock _ = ExclusiveLock.take(file)) {
      fails(() -> ExclusiveLock.take(file), ExitCode.TRY_LATER, "another process");
    }

    ExclusiveLock.take(file).close();
  }

  private static void fails(ThrowingCallable call, ExitCode exitCode, String part) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CommandFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(exitCode))
        .hasMessageContaining(part);
  }
}
