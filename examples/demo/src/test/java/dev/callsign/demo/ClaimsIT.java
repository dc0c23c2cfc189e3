package dev.callsign.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Claims from many threads, on the packaged directory with either database, and on two processes
 * that share one PostgreSQL: each one-time key is handed out once.
 */
class ClaimsIT {
  private static final int KEYS = 100;
  private static final int CLAIMS = 200;
  private static final int THREADS = 32;

  /** Where replicas are one directory: what clients sign requests for. */
  private static final URI PUBLIC = URI.create("http://directory.callsign.test");

  /** Hosts of the lab are of one registrable domain, whose claims are limited otherwise. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "callsign.base-url", PUBLIC.toString(),
          "callsign.claims.burst", "1000",
          "callsign.claims.hourly", "1000");

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder = Path.of("target");

  @Test
  void givesAHundredKeysToTwoHundredClaimsOnH2() throws Exception {
    try (Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom());
        DirectoryProcess directory =
            DirectoryProcess.start(
                Packaged.directory(),
                folder,
                DirectoryProcess.Ports.free(),
                settings(lab, Map.of()))) {
      assertEachKeyIsGivenOnce(lab, List.of(directory));
    }
  }

  @Test
  void givesAHundredKeysToTwoHundredClaimsOnPostgres() throws Exception {
    assumeTrue(LabPostgres.installed().isPresent(), LabPostgres.MISSING);
    try (Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom());
        LabPostgres postgres = LabPostgres.start();
        DirectoryProcess directory = onPostgres("one", lab, postgres)) {
      assertEachKeyIsGivenOnce(lab, List.of(directory));
    }
  }

  @Test
  void givesAHundredKeysToTwoHundredClaimsAtTwoReplicasAndRefusesAReplayAtTheOther()
      throws Exception {
    assumeTrue(LabPostgres.installed().isPresent(), LabPostgres.MISSING);
    try (Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom());
        LabPostgres postgres = LabPostgres.start();
        DirectoryProcess one = onPostgres("one", lab, postgres);
        DirectoryProcess other = onPostgres("other", lab, postgres)) {
      assertEachKeyIsGivenOnce(lab, List.of(one, other));
      assertAReplayIsRefusedAtTheOther(lab, one, other);
    }
  }

  private DirectoryProcess onPostgres(String name, Lab lab, LabPostgres postgres) {
    return DirectoryProcess.start(
        Packaged.directoryForPostgres(),
        folder.resolve(name),
        DirectoryProcess.Ports.free(),
        settings(lab, postgres.jdbcProperties()));
  }

  private Map<String, String> settings(Lab lab, Map<String, String> more) {
    Map<String, String> settings =
        new LinkedHashMap<>(lab.directoryProperties(lab.writeAnchor(folder.resolve("anchor.pem"))));
    settings.putAll(SETTINGS);
    settings.putAll(more);
    return settings;
  }

  private static void assertEachKeyIsGivenOnce(Lab lab, List<DirectoryProcess> replicas)
      throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      DeviceClient bob = device(lab, http, replicas.getFirst(), "bob");
      DeviceClient alice = device(lab, http, replicas.getFirst(), "alice");
      HttpResponse<String> upload =
          bob.upload(replicas.getFirst().base(), bob.prekeys().upload(KEYS, 0));
      assertThat(upload.statusCode()).as(upload.body()).isEqualTo(200);

      List<Integer> given = new ArrayList<>();
      int exhausted = 0;
      for (JsonNode answer : claim(replicas, alice, bob)) {
        JsonNode device = answer.path("devices").path(0);
        if (device.path("one_time").asText().equals("given")) {
          given.add(device.path("one_time_prekey").path("key_id").asInt());
        } else {
          assertThat(device.path("one_time").asText()).isEqualTo("exhausted");
          exhausted++;
        }
      }

      Set<Integer> distinct = new HashSet<>(given);
      assertThat(distinct).hasSize(KEYS).hasSameSizeAs(given);
      assertThat(exhausted).isEqualTo(CLAIMS - KEYS);
    }
  }

  private static List<JsonNode> claim(
      List<DirectoryProcess> replicas, DeviceClient alice, DeviceClient bob) throws Exception {
    List<Future<HttpResponse<String>>> claims = new ArrayList<>();
    List<JsonNode> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int claim = 0; claim < CLAIMS; claim++) {
        URI replica = replicas.get(claim % replicas.size()).base();
        claims.add(threads.submit(() -> alice.claim(replica, bob.address(), "")));
      }
      for (Future<HttpResponse<String>> claim : claims) {
        HttpResponse<String> answer = claim.get();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        answers.add(JSON.readTree(answer.body()));
      }
    }
    return answers;
  }

  private static void assertAReplayIsRefusedAtTheOther(
      Lab lab, DirectoryProcess one, DirectoryProcess other) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      DeviceClient carol = device(lab, http, one, "carol");
      DeviceClient dave = device(lab, http, other, "dave");
      dave.upload(one.base(), dave.prekeys().upload(2, 0));
      byte[] signed = carol.signClaim(dave.address());

      HttpResponse<String> first = carol.claim(one.base(), dave.address(), signed, "");
      HttpResponse<String> replay = carol.claim(other.base(), dave.address(), signed, "");

      assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
      assertThat(replay.statusCode()).isEqualTo(401);
      assertThat(replay.body()).contains("#replayed-request");
    }
  }

  private static DeviceClient device(
      Lab lab, HttpClient http, DirectoryProcess directory, String name) {
    directory.register(lab.host(name).callsign().aLabel());
    return new DeviceClient(http, PUBLIC, lab.host(name), new SecureRandom(), Clock.systemUTC());
  }
}
