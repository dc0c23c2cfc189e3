package dev.callsign.acme.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who could have read a copied key, at any instant, under the worst umask that there is. */
class CopiesPermissionsTest {
  private final Path folder;

  CopiesPermissionsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void noCopyOfAKeyCanEverBeReadByOthersWhateverTheUmask() throws Exception {
    String group =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .group()
            .getName();
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
                ManyCopies.class.getName(),
                folder.toString(),
                group)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    Set<String> modes = new HashSet<>();
    List<String> open = new ArrayList<>();
    while (process.isAlive()) {
      watch(modes, open);
    }

    assertThat(process.exitValue()).as(Files.readString(folder.resolve("output"))).isZero();
    watch(modes, open);
    assertThat(open).isEmpty();
    assertThat(modes).contains("key.pem rw-r-----").doesNotContain("key.pem rw-------");
  }

  private void watch(Set<String> modes, List<String> open) {
    Path copies = folder.resolve("copies");
    if (!Files.exists(copies)) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(copies, "*key.pem*")) {
      for (Path path : all) {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        String seen = path.getFileName() + " " + mode;
        modes.add(seen);
        if (!mode.endsWith("---")) {
          open.add(seen);
        }
      }
    } catch (IOException e) {
      // something was renamed meanwhile
    }
  }
}
