package dev.callsign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.lab.Lab;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody takes over the domain of a callsign, and the packaged agent follows the packaged
 * directory: it tells its owner at once, and ends it with a device of his.
 */
class MonitorIT {

  /** Within what the monitor tells of a change: seconds, on a slow machine. */
  private static final Duration PROMISE = Duration.ofSeconds(10);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SecureRandom random = new SecureRandom();

  @TempDir Path folder = Path.of("target");

  private Lab lab;
  private DirectoryProcess directory;
  private OwnersFolder alice;
  private Attacker mallory;

  @BeforeEach
  void aliceIsRegistered() throws Exception {
    lab = Lab.start(Clock.systemUTC(), random);
    directory =
        DirectoryProcess.start(
            Packaged.directory(),
            folder,
            DirectoryProcess.Ports.free(),
            lab.directoryProperties(lab.writeAnchor(folder.resolve("anchor.pem"))));
    alice = OwnersFolder.create(folder, lab, "alice");
    alice.addDeviceAndHost();
    HttpResponse<String> answer = directory.register(callsign());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    String statement = Files.readString(alice.file("statement.jws")).strip();
    mallory = new Attacker(lab, alice.host(), statement, 1, random);
  }

  @AfterEach
  void endEverything() {
    directory.close();
    lab.close();
  }

  @Test
  void tellsOfATakeoverAtOnceAndADeviceEndsIt() throws Exception {
    Path told = alice.file("told");
    Process monitor =
        Packaged.startAgent(alice.file("."), monitor("--alarm-hook", hook(told).toString()));
    try (BufferedReader lines = monitor.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).contains("follows " + directory.base(), "knows 1 statement(s)");
      awaitFollower();

      mallory.hostNext();
      check(201);

      assertThat(soon(lines)).contains("ALARM statement 2,", "not signed here, and is held");
      assertThat(soon(lines)).contains("callsign-acme veto --devices devices.json --device ID");
      Await.until("the hook is through", () -> Files.exists(told) && Files.size(told) > 0);
      assertThat(JSON.readTree(told.toFile()).path("kind").asText()).isEqualTo("foreign-statement");

      Packaged.Run unasked = alice.run(veto());
      assertThat(unasked.exitCode()).as(unasked.output()).isEqualTo(78);
      assertThat(unasked.output())
          .contains("+ device 1, mine, identity key " + mallory.device().listed().identityKey())
          .contains("- device 1, identity key", "(in your devices file)");
      assertThat(record().path("state").asText()).isEqualTo("held");

      assertThat(alice.runWell(veto("--yes"))).contains("Vetoed by " + callsign() + "#1");
      assertThat(record().path("state").asText()).isEqualTo("active");
      assertThat(record().has("pending_change")).isFalse();
      assertThat(soon(lines)).endsWith("vetoed, active");

      Packaged.Run nothing = alice.run(veto("--yes"));
      assertThat(nothing.exitCode()).isEqualTo(65);
      assertThat(nothing.output()).contains("status 409", "waits");

      monitor.toHandle().destroy(); // SIGTERM; destroy() would also close our end of the pipe
      assertThat(soon(lines)).endsWith(": ends");
      assertThat(monitor.waitFor()).as("128 and the number of SIGTERM").isEqualTo(143);
    } finally {
      monitor.destroyForcibly();
    }
  }

  @Test
  void looksOnceAndMissesNothingInBetween() throws Exception {
    assertThat(alice.runWell(monitor("--once"))).contains("1 new entries", "no alarm");

    mallory.hostNext();
    check(201);

    Packaged.Run held = alice.run(monitor("--once"));
    assertThat(held.exitCode()).as(held.output()).isEqualTo(65);
    assertThat(held.output()).contains("ALARM statement 2,");
    assertThat(alice.runWell(monitor("--once"))).contains("0 new entries");

    alice.runWell(veto("--yes", "--json"));
    mallory.hostNext();
    check(422);

    Packaged.Run mismatch = alice.run(monitor("--once"));
    assertThat(mismatch.exitCode()).as(mismatch.output()).isEqualTo(65);
    assertThat(mismatch.output())
        .contains("vetoed, active", "ALARM your domain serves what does not verify")
        .contains("change-vetoed");
  }

  private String callsign() {
    return alice.host().callsign().aLabel();
  }

  private void check(int status) {
    HttpResponse<String> answer = directory.post("/v1/callsigns/" + callsign() + "/checks");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
  }

  private JsonNode record() throws Exception {
    return JSON.readTree(directory.get("/v1/callsigns/" + callsign()).body());
  }

  /** The connection stands, so that only events can be what tells of a change this soon. */
  private void awaitFollower() throws Exception {
    Await.until(
        "somebody follows",
        () ->
            directory
                .metrics()
                .lines()
                .anyMatch(
                    line -> line.startsWith("callsign_event_followers") && line.endsWith(" 1.0")));
  }

  private static String soon(BufferedReader lines) throws Exception {
    return CompletableFuture.supplyAsync(() -> line(lines))
        .get(PROMISE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static String line(BufferedReader lines) {
    try {
      return String.valueOf(lines.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String[] monitor(String... more) {
    return command(
        List.of(
            "monitor",
            "--devices",
            OwnersFolder.DEVICES,
            "--statements",
            "statement.jws",
            "--directory",
            directory.base().toString()),
        more);
  }

  private String[] veto(String... more) {
    List<String> veto = new ArrayList<>(List.of("veto", "--device", "1"));
    veto.addAll(OwnersFolder.ofDevices(directory.base().toString()));
    return command(veto, more);
  }

  private static String[] command(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private Path hook(Path told) throws IOException {
    Path hook = alice.file("hook");
    Files.writeString(hook, "#!/bin/sh\ncat > " + told.toAbsolutePath() + "\n");
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
    return hook.toAbsolutePath();
  }
}
