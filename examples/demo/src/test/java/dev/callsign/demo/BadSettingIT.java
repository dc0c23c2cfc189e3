package dev.callsign.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A setting that makes no sense ends the start instead of the first request. */
class BadSettingIT {

  @ParameterizedTest
  @CsvSource({
    "callsign.trust.anchors, no-such-file.pem, callsign.trust.anchors",
    "callsign.fetch.allow-reserved, 10.0.0.1/8, bits are set beyond the prefix",
    "callsign.dns.timeout, 6s, callsign.dns.timeout",
    "callsign.renewal.acme-directory, http://acme.example/dir, not an HTTPS address",
  })
  void endsTheStartAndIsNamedInTheLog(
      String setting, String value, String said, @TempDir Path folder) throws IOException {
    assertThatThrownBy(
            () ->
                DirectoryProcess.start(
                    Packaged.directory(),
                    folder,
                    DirectoryProcess.Ports.free(),
                    Map.of(setting, value)))
        .hasMessageContaining("did not start");

    assertThat(Files.readString(folder.resolve("directory.log"))).contains(said);
  }
}
