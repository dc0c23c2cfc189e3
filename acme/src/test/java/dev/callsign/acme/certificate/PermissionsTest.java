package dev.callsign.acme.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.file.DurableFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who could have read a key, at any instant, under the worst umask that there is. */
class PermissionsTest {
  private final Path folder;

  PermissionsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void noKeyCanEverBeReadByOthersWhateverTheUmask() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "umask 000; exec \"$@\"",
                "sh",
                java,
                "-cp",
                classes,
                ManyRenewals.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    Set<Path> keys = new HashSet<>();
    List<String> open = new ArrayList<>();
    while (process.isAlive()) {
      watch(folder.resolve("agent"), keys, open);
    }

    assertThat(process.exitValue()).as(Files.readString(folder.resolve("output"))).isZero();
    watch(folder.resolve("agent"), keys, open);
    assertThat(open).isEmpty();
    assertThat(keys).hasSizeGreaterThan(ManyRenewals.COUNT / 2);
  }

  /** Looks at every file once: the walk meets files that come and go. */
  private static void watch(Path root, Set<Path> keys, List<String> open) {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      all.forEach(path -> look(path, keys, open));
    } catch (IOException | UncheckedIOException e) {
      // something was renamed meanwhile
    }
  }

  private static void look(Path path, Set<Path> keys, List<String> open) {
    try {
      if (Files.isSymbolicLink(path)) {
        return;
      }
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
      if (Files.isDirectory(path)) {
        if (!mode.equals(PosixFilePermissions.toString(DurableFolder.PRIVATE))) {
          open.add(path + " " + mode);
        }
      } else if (new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1)
          .contains("PRIVATE KEY")) {
        keys.add(path);
        if (!mode.equals(PosixFilePermissions.toString(DurableFile.SECRET))) {
          open.add(path + " " + mode);
        }
      }
    } catch (IOException e) {
      // it is gone
    }
  }
}
