package dev.callsign.acme;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(java("--help")).contains("device", "sign", "lookup");
  }

  @Test
  void makesADeviceWithNothingButTheJar() throws Exception {
    Path devices = folder.resolve("devices.json");

    String out =
        java("device", "add", "--domain", "bücher.example", "--devices", devices.toString());

    assertThat(out).contains("xn--bcher-kva.example");
    assertThat(folder.resolve("device-1.key")).exists();
  }

  private static String java(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(Path.of("target", "callsign-acme.jar").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }
}
