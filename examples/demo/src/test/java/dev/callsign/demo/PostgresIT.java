package dev.callsign.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.callsign.lab.Lab;
import dev.callsign.lab.LabHost;
import dev.callsign.lab.LabPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package for PostgreSQL beside a real one. */
class PostgresIT {

  @BeforeEach
  void needsPostgres() {
    assumeTrue(LabPostgres.installed().isPresent(), LabPostgres.MISSING);
  }

  @Test
  void answersTheSameBytesAfterItsDatabaseWasKilledAndBothCameBack(@TempDir Path folder) {
    try (Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom());
        LabPostgres postgres = LabPostgres.start()) {
      LabHost alice = lab.host("alice");
      String path = path(alice);
      HttpResponse<String> record;
      HttpResponse<String> history;
      HttpResponse<String> evidence;
      try (DirectoryProcess directory = start(folder, lab, postgres)) {
        register(directory, alice);
        alice.renew();
        register(directory, alice);
        record = directory.get(path);
        history = directory.get(path + "/history");
        evidence = directory.get(path + "/evidence");
        postgres.kill();
      }
      postgres.restart();

      try (DirectoryProcess directory = start(folder, lab, postgres)) {
        HttpResponse<String> again = directory.get(path);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains(alice.statement()).isEqualTo(record.body());
        assertThat(again.headers().firstValue("ETag"))
            .isEqualTo(record.headers().firstValue("ETag"));
        assertThat(directory.get(path + "/history").body()).isEqualTo(history.body());
        assertThat(directory.get(path + "/evidence").body()).isEqualTo(evidence.body());
      }
    }
  }

  @Test
  void answersWhatAnotherProcessOnTheSameDatabaseRegistered(
      @TempDir Path first, @TempDir Path second) {
    try (Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom());
        LabPostgres postgres = LabPostgres.start();
        DirectoryProcess one = start(first, lab, postgres);
        DirectoryProcess other = start(second, lab, postgres)) {
      LabHost alice = lab.host("alice");
      LabHost bob = lab.host("bob");

      register(one, alice);
      register(other, bob);

      for (LabHost host : new LabHost[] {alice, bob}) {
        HttpResponse<String> answer = one.get(path(host));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(host.statement());
        assertThat(other.get(path(host)).headers().firstValue("ETag"))
            .isEqualTo(answer.headers().firstValue("ETag"));
      }
    }
  }

  @Test
  void doesNotStartWithoutBeingToldWhereTheDatabaseIs(@TempDir Path folder) throws IOException {
    assertThatThrownBy(
            () ->
                DirectoryProcess.start(
                    Packaged.directoryForPostgres(),
                    folder,
                    DirectoryProcess.Ports.free(),
                    Map.of()))
        .isInstanceOf(IllegalStateException.class);

    assertThat(Files.readString(folder.resolve("directory.log")))
        .contains("set configuration property 'quarkus.datasource.jdbc.url'");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  private static DirectoryProcess start(Path folder, Lab lab, LabPostgres postgres) {
    Map<String, String> settings =
        new LinkedHashMap<>(lab.directoryProperties(lab.writeAnchor(folder.resolve("anchor.pem"))));
    settings.putAll(postgres.jdbcProperties());
    return DirectoryProcess.start(
        Packaged.directoryForPostgres(), folder, DirectoryProcess.Ports.free(), settings);
  }

  private static void register(DirectoryProcess directory, LabHost host) {
    HttpResponse<String> answer = directory.register(host.callsign().aLabel());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private static String path(LabHost host) {
    return "/v1/callsigns/" + host.callsign();
  }
}
