package dev.callsign.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.bundle.AnswerVerdict;
import dev.callsign.bundle.AnswerVerifier;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabHost;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged agent by itself: from a configuration to a callsign that everybody can look up. */
class AgentIT {
  private static final String DOMAIN = "alice.callsign.test";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the agent says before each thing that it does, in the order of a first certificate. */
  private static final List<String> STEPS =
      List.of(
          "makes the next key",
          "tries whether a certificate can be kept",
          "orders at",
          "proves to",
          "sends the request",
          "fetches the certificate",
          "switches to generation",
          "asks",
          "makes the next key",
          "signs a statement",
          "has certificate and statement served",
          "tells the directory");

  @TempDir Path folder = Path.of("target");

  /** Pebble's certificates are in no log: nobody can ask for SCTs. */
  private static Map<String, String> settings(Lab lab, Path anchor) {
    Map<String, String> settings = new LinkedHashMap<>(lab.directoryProperties(anchor));
    settings.put("callsign.ct.mode", "off");
    return settings;
  }

  /** Where an agent lives, and who it deals with. */
  private record Stage(Lab lab, Pebble pebble, DirectoryProcess directory, LabHost host)
      implements AutoCloseable {

    static Stage set(Path folder, Map<String, String> more) throws Exception {
      Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom());
      Pebble pebble = Pebble.start(lab, folder);
      Path anchor = Files.writeString(folder.resolve("root.pem"), pebble.root());
      Map<String, String> settings = settings(lab, anchor);
      settings.putAll(more);
      DirectoryProcess directory =
          DirectoryProcess.start(
              Packaged.directory(), folder, DirectoryProcess.Ports.free(), settings);
      return new Stage(lab, pebble, directory, lab.host(DOMAIN));
    }

    JsonNode record() throws Exception {
      HttpResponse<String> answer = directory.get("/v1/callsigns/" + DOMAIN);
      return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : JSON.nullNode();
    }

    @Override
    public void close() {
      directory.close();
      pebble.close();
      lab.close();
    }
  }

  private AgentHome home(Stage stage, String... settings) throws Exception {
    return new AgentHome(
        folder,
        stage.lab(),
        stage.host(),
        stage.pebble(),
        stage.directory().base().toString(),
        settings);
  }

  @Test
  void onePassLeadsFromNothingToARecordInTheDirectory() throws Exception {
    try (Stage stage = Stage.set(folder, Map.of());
        AgentHome home = home(stage, "acme.profiles = tlsserver")) {

      Packaged.Run run = home.once();

      assertThat(run.exitCode()).as(run.output()).isZero();
      JsonNode record = stage.record();
      assertThat(record.path("state").asText()).isEqualTo("active");
      assertThat(record.path("grade").asText()).isEqualTo("first");
      assertThat(record.path("binding").asText()).isEqualTo("live");
      assertThat(home.status().path("troubles")).isEmpty();
      assertThat(home.status().path("seen").path("recorded_sha256"))
          .isEqualTo(record.path("statement_sha256"));
    }
  }

  @Test
  void killedBetweenAnyTwoStatesItGoesOnWithTheSameOrder() throws Exception {
    try (Stage stage = Stage.set(folder, Map.of());
        AgentHome home = home(stage, "acme.profiles = tlsserver")) {
      List<String> killedAt = new ArrayList<>();
      for (String step : STEPS) {
        List<String> lines = new ArrayList<>();
        Process agent = home.start("once");
        Optional<JsonNode> line =
            AgentHome.awaitLine(
                agent,
                lines,
                json ->
                    json.path("event").asText().equals("step")
                        && json.path("text").asText().startsWith(step));
        agent.destroyForcibly().waitFor(); // SIGKILL
        if (line.isPresent()) {
          killedAt.add(step);
        }
      }
      assertThat(killedAt).contains(STEPS.toArray(String[]::new));

      Packaged.Run last = home.once();

      assertThat(last.exitCode()).as(last.output()).isZero();
      assertThat(home.generations()).hasSize(1);
      assertThat(stage.pebble().orders()).isEqualTo(1);
      JsonNode record = stage.record();
      assertThat(record.path("state").asText()).isEqualTo("active");
      assertThat(record.path("seq").asInt()).isEqualTo(1);
      assertThat(home.status().path("troubles")).isEmpty();
    }
  }

  @Test
  void ordersNothingThatCouldNotBeKept() throws Exception {
    assumeTrue(Packaged.canMount(), "this machine lets nobody mount a small disk");
    try (Stage stage = Stage.set(folder, Map.of());
        AgentHome home = home(stage)) {

      Packaged.Run run = home.onceOnAFullDisk();

      assertThat(run.exitCode()).as(run.output()).isEqualTo(75);
      assertThat(run.output()).contains("No space left on device");
      assertThat(stage.pebble().orders()).isZero();
    }
  }

  @Test
  void saysWhichKeyCannotBeReadAndLeavesEverythingAsItIs() throws Exception {
    try (Stage stage = Stage.set(folder, Map.of());
        AgentHome home = home(stage, "acme.profiles = tlsserver")) {
      assertThat(home.once().exitCode()).isZero();
      Path next = home.certificates().resolve("next/privkey.pem");
      Files.writeString(next, "-----BEGIN PRIVATE KEY-----\nnone\n-----END PRIVATE KEY-----\n");

      Packaged.Run run = home.once();

      assertThat(run.exitCode()).as(run.output()).isEqualTo(65);
      assertThat(run.output()).contains("next/privkey.pem");
      assertThat(next).exists();
      assertThat(stage.pebble().orders()).isEqualTo(1);
      assertThat(stage.record().path("state").asText()).isEqualTo("active");
    }
  }

  /** Somebody who looks the callsign up again and again and verifies each answer by himself. */
  private record Reader(Stage stage, AnswerVerifier verifier, List<String> complaints) {
    static Reader of(Stage stage) throws Exception {
      TrustPolicy trust =
          new TrustPolicy(
              TrustAnchors.letsEncrypt()
                  .withAdded(CertificateChain.parsePem(stage.pebble().root()).certificates()),
              Set.of());
      return new Reader(
          stage, new AnswerVerifier(VerificationPolicy.of(trust)), new CopyOnWriteArrayList<>());
    }

    /** Looks once; gives back the statement's number, 0 when that could not be believed. */
    long look() throws Exception {
      HttpResponse<String> answer = stage.directory().get("/v1/callsigns/" + DOMAIN);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      AnswerVerdict verdict = verifier.verify(body, stage.host().callsign(), null, Instant.now());
      if (verdict instanceof AnswerVerdict.Verified verified) {
        return verified.answer().statement().statement().seq();
      }
      complaints.add(Instant.now() + ": " + answer.statusCode() + ", " + verdict);
      return 0;
    }
  }

  @Test
  void renewsThreeTimesInARowAndNobodyEverSeesAGap() throws Exception {
    Duration tick = Duration.ofSeconds(10);
    try (Stage stage = Stage.set(folder, Map.of());
        AgentHome home = home(stage, "acme.profiles = " + Pebble.BRIEF, "tick = " + tick)) {
      Process agent = home.start("run");
      List<JsonNode> switches = new CopyOnWriteArrayList<>();
      Thread journal = Thread.ofVirtual().start(() -> collect(agent, switches));
      Await.until("the first statement is published", () -> stage.record().has("seq"));

      Reader reader = Reader.of(stage);
      Map<Long, Instant> firstSeen = new LinkedHashMap<>();
      Instant end = Instant.now().plus(Pebble.BRIEF_LIFETIME.multipliedBy(4));
      while (firstSeen.size() < 4 && Instant.now().isBefore(end)) {
        firstSeen.putIfAbsent(reader.look(), Instant.now());
        Thread.sleep(100);
      }
      agent.destroyForcibly().waitFor();
      journal.join();

      assertThat(reader.complaints()).isEmpty();
      assertThat(firstSeen.keySet()).containsExactly(1L, 2L, 3L, 4L);
      assertThat(switches).hasSizeGreaterThanOrEqualTo(4);
      for (long seq = 2; seq <= 4; seq++) {
        Instant switched = Instant.parse(switches.get((int) seq - 1).path("at").asText());
        assertThat(firstSeen.get(seq)).isBefore(switched.plus(tick).plusSeconds(1));
      }
      assertThat(stage.pebble().orders()).isEqualTo(switches.size());
      assertThat(grades(stage)).startsWith("renewed", "renewed", "renewed").endsWith("first");
    }
  }

  /** The lines of an agent's journal that say that another generation is live. */
  private static void collect(Process agent, List<JsonNode> switches) {
    try {
      boolean _ =
          AgentHome.awaitLine(
                  agent,
                  new ArrayList<>(),
                  line -> {
                    if (line.path("text").asText().startsWith("switches to generation")) {
                      switches.add(line);
                    }
                    return false;
                  })
              .isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> grades(Stage stage) throws Exception {
    HttpResponse<String> history = stage.directory().get("/v1/callsigns/" + DOMAIN + "/history");
    List<String> grades = new ArrayList<>();
    for (JsonNode entry : JSON.readTree(history.body()).path("entries")) {
      if (entry.has("grade")) {
        grades.add(entry.path("grade").asText());
      }
    }
    return grades;
  }
}
