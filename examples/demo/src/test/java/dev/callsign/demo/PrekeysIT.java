package dev.callsign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.bundle.BundleVerdict;
import dev.callsign.bundle.BundleVerifier;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabAuthority;
import dev.callsign.request.DeviceAddress;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged agent keeps prekeys published at the packaged directory, and others claim them. */
class PrekeysIT {

  /** Claims after which fewer than 20 of 100 one-time prekeys are left. */
  private static final int MOST = 85;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Clock CLOCK = Clock.systemUTC();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path folder = Path.of("target");

  private static Lab lab;

  /** Stands before the directory, which goes by its name. */
  private static LossyWire wire;

  private static DirectoryProcess directory;
  private static String base;
  private static DeviceClient bob;

  private OwnersFolder alice;

  @BeforeAll
  static void bobIsRegistered() throws Exception {
    lab = Lab.start(CLOCK, new SecureRandom());
    wire = new LossyWire();
    base = wire.base();
    directory =
        DirectoryProcess.start(
            Packaged.directory(), folder, DirectoryProcess.Ports.free(), settings());
    wire.leadTo(directory.base());
    register("bob");
    bob = new DeviceClient(HTTP, URI.create(base), lab.host("bob"), new SecureRandom(), CLOCK);
  }

  @AfterAll
  static void endEverything() {
    directory.close();
    wire.close();
    HTTP.close();
    lab.close();
  }

  /** A callsign for each test. */
  @BeforeEach
  void aliceIsRegisteredWithADeviceOfTheAgent() throws Exception {
    String name = "alice-" + lab.hosts().size();
    alice = OwnersFolder.create(folder, lab, name);
    alice.addDeviceAndHost();
    register(name);
  }

  /** Hosts of the lab are of one registrable domain, whose claims are limited otherwise. */
  private static Map<String, String> settings() {
    Map<String, String> settings =
        new LinkedHashMap<>(lab.directoryProperties(lab.writeAnchor(folder.resolve("anchor.pem"))));
    settings.put("callsign.base-url", base);
    settings.put("callsign.claims.burst", "1000");
    settings.put("callsign.claims.hourly", "1000");
    return settings;
  }

  @Test
  void publishesPrekeysThatOthersClaimAndVerifyAndRefillsThem() throws Exception {
    assertThat(publish())
        .contains(
            "uploaded signed prekey, last-resort prekey, 100 one-time prekeys,"
                + " 100 post-quantum one-time prekeys",
            "device-1.prekeys (encrypted)");
    assertThat(statusLines()).contains("the directory publishes those that are here", "Nothing");

    byte[] claimed = claim().getBytes(StandardCharsets.UTF_8);
    assertThat(verifier().verifyDevice(claimed, alice.host().callsign(), 1, null, CLOCK.instant()))
        .isInstanceOf(BundleVerdict.Verified.class);
    JsonNode keys = JSON.readTree(claimed).path("devices").path(0);
    assertThat(keys.path("one_time").asText()).isEqualTo("given");
    assertThat(keys.path("one_time_prekey").path("key_id").asInt()).isEqualTo(1);

    claim(MOST - 1);
    assertThat(statusLines())
        .contains("Few one-time prekeys are left.", "Next: callsign-acme prekeys refill");
    assertThat(once()).contains("uploaded 85 one-time prekeys, 85 post-quantum one-time prekeys");
    assertStocked("same");
    assertThat(once()).contains("nothing to do");
    assertThat(alice.file("device-1.prekeys")).content().doesNotContain("private_key");
  }

  @Test
  void runPublishesAndRefillsWithoutBeingAskedAndEndsWhenItIsTold() throws Exception {
    assertThat(runUntilItHasWritten(2))
        .last()
        .asString()
        .contains("#1: uploaded signed prekey, last-resort prekey, 100 one-time");
    claim(MOST);
    assertThat(runUntilItHasWritten(2))
        .last()
        .asString()
        .contains("uploaded 85 one-time prekeys, 85 post-quantum one-time prekeys");
    assertStocked("same");
  }

  @Test
  void replacesWhatWasPublishedWhenTheStoreIsLost() throws Exception {
    publish();
    claim();
    Files.delete(alice.file("device-1.prekeys"));

    Packaged.Run lost = alice.prekeys("status", base);
    assertThat(lost.exitCode()).isEqualTo(65);
    assertThat(lost.output()).contains("prekeys publish");

    assertThat(publish()).contains("The one-time prekeys before are withdrawn");
    assertStocked("same");
    JsonNode keys = JSON.readTree(claim()).path("devices").path(0);
    assertThat(keys.path("signed_prekey").path("key_id").asInt()).isGreaterThan(1 << 16);
    assertThat(keys.path("one_time_prekey").path("key_id").asInt()).isGreaterThan(1 << 16);
    assertThat(keys.path("pq_prekey").path("key_id").asInt()).isGreaterThan(1 << 16);
  }

  @Test
  void sendsAnUploadAgainWhoseAnswerWasLostAndNoKeyIsGivenTwice() throws Exception {
    wire.loseAnswersToUploads(1);
    Packaged.Run unanswered = alice.prekeys("publish", base);
    assertThat(unanswered.exitCode()).as(unanswered.output()).isEqualTo(75);
    assertThat(wire.lost()).isOne();

    // The directory has the keys, and gives them to whoever asks.
    List<Integer> given = claim(3);
    JsonNode status = alice.status(base);
    assertThat(status.path("pending_upload").asBoolean()).isTrue();
    assertThat(status.path("store").asText()).isEqualTo("same");

    assertThat(publish())
        .contains(
            "uploaded an upload sent again, 3 one-time prekeys, 3 post-quantum one-time prekeys");
    assertStocked("same");
    assertThat(alice.status(base).path("pending_upload").asBoolean()).isFalse();
    given.addAll(claim(100));
    assertThat(given).hasSize(103).doesNotHaveDuplicates();
  }

  @Test
  void sendsAReplacementAgainWhoseAnswerWasLostAndNoKeyIsGivenTwice() throws Exception {
    publish();
    Files.delete(alice.file("device-1.prekeys"));
    wire.loseAnswersToUploads(1);
    assertThat(alice.prekeys("publish", base).exitCode()).isEqualTo(75);
    assertThat(wire.lost()).isOne();
    List<Integer> given = claim(3);

    publish();

    assertStocked("same");
    given.addAll(claim(100));
    assertThat(given)
        .hasSize(103)
        .doesNotHaveDuplicates()
        .allSatisfy(id -> assertThat(id).isGreaterThan(1 << 16));
  }

  private static void register(String name) {
    HttpResponse<String> answer = directory.register(lab.host(name).callsign().aLabel());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private String publish() throws Exception {
    Packaged.Run run = alice.prekeys("publish", base);
    assertThat(run.exitCode()).as(run.output()).isZero();
    return run.output();
  }

  private String statusLines() throws Exception {
    Packaged.Run run = alice.prekeys("status", base);
    assertThat(run.exitCode()).as(run.output()).isZero();
    return run.output();
  }

  private String once() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("once"));
    arguments.addAll(OwnersFolder.ofDevices(base));
    return alice.runWell(arguments.toArray(String[]::new));
  }

  private void assertStocked(String store) throws Exception {
    JsonNode status = alice.status(base);
    assertThat(status.path("store").asText()).as(status.toString()).isEqualTo(store);
    assertThat(status.path("one_time_prekeys").path("count").asInt()).isEqualTo(100);
    assertThat(status.path("pq_one_time_prekeys").path("count").asInt()).isEqualTo(100);
    assertThat(status.path("advice")).isEmpty();
  }

  /** Starts {@code run}, tells it to end after so many lines, and waits until it has. */
  private List<String> runUntilItHasWritten(int lines) throws Exception {
    Process run = alice.startRun(base);
    List<String> written = new ArrayList<>();
    try (BufferedReader reader = run.inputReader(StandardCharsets.UTF_8)) {
      while (written.size() < lines) {
        String line = reader.readLine();
        assertThat(line).as("after %s", written).isNotNull();
        written.add(line);
      }
      run.toHandle().destroy(); // SIGTERM; destroy() would also close our end of the pipe
      assertThat(reader.readLine()).endsWith("agent: ends");
      assertThat(reader.readLine()).isNull();
      assertThat(run.waitFor()).as("128 and the number of SIGTERM").isEqualTo(143);
    } finally {
      run.destroyForcibly();
    }
    return written;
  }

  /** One claim of Bob's on Alice's device. */
  private String claim() throws Exception {
    HttpResponse<String> answer =
        bob.claim(directory.base(), new DeviceAddress(alice.host().callsign(), 1), "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  /** So many claims: the ids of the one-time prekeys that they got. */
  private List<Integer> claim(int times) throws Exception {
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      JsonNode keys = JSON.readTree(claim()).path("devices").path(0);
      assertThat(keys.path("one_time").asText()).isEqualTo("given");
      ids.add(keys.path("one_time_prekey").path("key_id").asInt());
    }
    return ids;
  }

  private static BundleVerifier verifier() {
    return new BundleVerifier(
        VerificationPolicy.of(
            new TrustPolicy(
                new TrustAnchors(List.of(), List.of(lab.authority().anchor()), List.of()),
                Set.of(LabAuthority.ORGANIZATION))));
  }
}
