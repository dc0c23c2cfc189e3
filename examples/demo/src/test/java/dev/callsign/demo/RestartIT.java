package dev.callsign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.lab.Lab;
import dev.callsign.lab.LabHost;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there after a restart, however the process ended. */
class RestartIT {

  /** Registrations after each of which the process is killed at once. */
  private static final int KILLS = 3;

  private static DirectoryProcess start(Path folder, Map<String, String> settings) {
    return DirectoryProcess.start(
        Packaged.directory(), folder, DirectoryProcess.Ports.free(), settings);
  }

  @Test
  void answersTheSameLookupsAfterARestart(@TempDir Path folder) {
    try (Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom())) {
      Map<String, String> settings =
          lab.directoryProperties(lab.writeAnchor(folder.resolve("anchor.pem")));
      LabHost alice = lab.host("alice");
      String path = "/v1/callsigns/" + alice.callsign();
      HttpResponse<String> record;
      HttpResponse<String> history;
      try (DirectoryProcess directory = start(folder, settings)) {
        assertThat(directory.register(alice.callsign().aLabel()).statusCode()).isEqualTo(201);
        alice.renew();
        assertThat(directory.register(alice.callsign().aLabel()).statusCode()).isEqualTo(201);
        record = directory.get(path);
        history = directory.get(path + "/history");
      }

      try (DirectoryProcess directory = start(folder, settings)) {
        HttpResponse<String> again = directory.get(path);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(record.body());
        assertThat(again.headers().firstValue("ETag"))
            .isEqualTo(record.headers().firstValue("ETag"));
        assertThat(directory.get(path + "/history").body()).isEqualTo(history.body());
      }
    }
  }

  @Test
  void keepsWhatItAcknowledgedWhenItIsKilledRightAfterwards(@TempDir Path folder) {
    try (Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom())) {
      Map<String, String> settings =
          lab.directoryProperties(lab.writeAnchor(folder.resolve("anchor.pem")));
      for (int kill = 0; kill < KILLS; kill++) {
        String domain = lab.host("victim-" + kill).callsign().aLabel();
        DirectoryProcess directory = start(folder, settings);
        int status = directory.register(domain).statusCode();
        directory.kill();
        assertThat(status).isEqualTo(201);
      }

      try (DirectoryProcess directory = start(folder, settings)) {
        for (int kill = 0; kill < KILLS; kill++) {
          LabHost victim = lab.host("victim-" + kill);
          assertThat(directory.get("/v1/callsigns/" + victim.callsign()).body())
              .contains(victim.statement());
        }
      }
    }
  }
}
