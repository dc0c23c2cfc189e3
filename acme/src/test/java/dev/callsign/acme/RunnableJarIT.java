package dev.callsign.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that people run: everything it needs is in it. */
class RunnableJarIT {

  private final Path folder;

  RunnableJarIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void helps() throws Exception {
    assertThat(java("--help")).contains("device", "sign", "lookup", "prekeys", "run");
  }

  @Test
  void makesADeviceWithNothingButTheJar() throws Exception {
    Path devices = folder.resolve("devices.json");
    Path passphrase = Secrets.write(folder.resolve("passphrase"), "correct horse\n");

    String out =
        java(
            "device",
            "add",
            "--domain",
            "bücher.example",
            "--devices",
            devices.toString(),
            "--passphrase-file",
            passphrase.toString());

    assertThat(out).contains("xn--bcher-kva.example");
    assertThat(folder.resolve("device-1.key")).content().contains("ENCRYPTED PRIVATE KEY");
  }

  @Test
  void endsCleanlyWhenItIsTold() throws Exception {
    Path devices = folder.resolve("devices.json");
    Object[] add = {"device", "add", "--domain", "alice.example", "--devices", devices};
    Shell.now().runWell(Shell.join(add, "--unencrypted"));
    String nobody = "http://127.0.0.1:1";
    Process process =
        start("run", "--devices", devices.toString(), "--directory", nobody, "--json");
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).contains("keeps 1 device(s) of alice.example");
      assertThat(lines.readLine()).contains("cannot reach the directory");

      process.toHandle().destroy(); // SIGTERM; destroy() would also close our end of the pipe

      assertThat(lines.readLine()).contains("\"text\":\"ends\"");
      assertThat(lines.readLine()).isNull();
      process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String java(String... arguments) throws Exception {
    Process process = start(arguments);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(Path.of("target", "callsign-acme.jar").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    return builder.start();
  }
}
