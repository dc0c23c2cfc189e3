package dev.callsign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer sees after the first command of the README. */
class DemoIT {

  @Test
  void registersAliceAndBobAndSaysSo(@TempDir Path folder) throws IOException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    try (Demo demo = Demo.start(Packaged.directory(), folder, DirectoryProcess.Ports.free(), out)) {
      assertThat(printed.toString(StandardCharsets.UTF_8))
          .contains("registered alice.callsign.test: active, graded first, 1 device(s)")
          .contains("registered bob.callsign.test: active, graded first, 1 device(s)");
      assertThat(demo.directory().get("/v1/callsigns/alice.callsign.test").statusCode())
          .isEqualTo(200);
      assertThat(demo.directory().get("/q/swagger-ui/").statusCode()).isEqualTo(200);
    }
  }
}
