package dev.callsign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.event.DirectoryEvent;
import dev.callsign.event.DirectoryKey;
import dev.callsign.event.EventVerdict;
import dev.callsign.event.EventVerifier;
import dev.callsign.lab.HistoryFault;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabHost;
import dev.callsign.lab.WebhookReceiver;
import dev.callsign.name.NamePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A takeover as an attacker would try it: the domain is his, he gets a good certificate for it and
 * hosts a statement with an identity key of his own. Nobody asks the packaged directory to look.
 */
class TakeoverIT {
  /** How soon a watcher is told (docs/protocol.md §8). */
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(5);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final URI PUBLIC = URI.create("https://directory.example");

  @TempDir Path folder = Path.of("target");

  private final HttpClient http = HttpClient.newHttpClient();
  private final SecureRandom random = new SecureRandom();
  private Lab lab;

  @BeforeEach
  void start() {
    lab = Lab.start(Clock.systemUTC(), random);
  }

  @AfterEach
  void stop() {
    lab.close();
    http.close();
  }

  private DirectoryProcess directory(String hold) {
    Map<String, String> settings =
        new LinkedHashMap<>(lab.directoryProperties(lab.writeAnchor(folder.resolve("lab.pem"))));
    settings.put("callsign.base-url", PUBLIC.toString());
    settings.put("callsign.renewal.recheck", "12s"); // and every second while a change is held
    settings.put("callsign.renewal.hold", hold);
    return DirectoryProcess.start(
        Packaged.directory(), folder, DirectoryProcess.Ports.free(), settings);
  }

  @Test
  void isHeldAndToldAndEndsWithTheVetoOfAnOldDevice() throws Exception {
    try (DirectoryProcess directory = directory("72h")) {
      LabHost domain = lab.host("victim.callsign.test");
      DeviceClient victim = registered(directory, domain);
      DeviceClient watcher = registered(directory, lab.host("watcher.callsign.test"));
      WebhookReceiver hooks = lab.webhook("hooks.watcher.test");
      HttpResponse<String> watch = watcher.watch(directory.base(), domain.callsign(), hooks.url());
      assertThat(watch.statusCode()).as(watch.body()).isEqualTo(201);
      String key = identityKey(directory, domain);

      takeOver(domain);
      awaitState(directory, domain, "held");
      Instant held = eventAt(directory, domain, "held");

      assertThat(identityKey(directory, domain)).isEqualTo(key);
      JsonNode record = record(directory, domain);
      assertThat(Instant.parse(record.path("pending_change").path("active_from").asText()))
          .isEqualTo(
              Instant.parse(record.path("pending_change").path("since").asText())
                  .plus(Duration.ofHours(72)));
      DirectoryEvent told = verified(directory, hooks, 0);
      assertThat(told.type()).isEqualTo("held");
      Duration late = Duration.between(held, Instant.now());
      System.out.printf("the watcher was told after at most %d ms%n", late.toMillis());
      assertThat(late).as("told within").isLessThan(TOLD_WITHIN);

      assertThat(victim.veto(directory.base()).statusCode()).isEqualTo(200);

      awaitState(directory, domain, "mismatch");
      assertThat(record(directory, domain).path("mismatch").path("reason").asText())
          .isEqualTo("change-vetoed");
      assertThat(record(directory, domain).has("pending_change")).isFalse();
      assertThat(identityKey(directory, domain)).isEqualTo(key);
      assertThat(verified(directory, hooks, 1).type()).isEqualTo("vetoed");
      assertThat(verified(directory, hooks, 2).type()).isEqualTo("mismatch");
      assertThat(types(directory, domain)).containsExactly("first", "held", "vetoed", "mismatch");
    }
  }

  @Test
  void succeedsOnlyAfterTheWholeHoldAndLeavesAWarning() throws Exception {
    Duration hold = Duration.ofSeconds(8);
    try (DirectoryProcess directory = directory(hold.toSeconds() + "s")) {
      LabHost domain = lab.host("sleeper.callsign.test");
      registered(directory, domain);
      String key = identityKey(directory, domain);

      takeOver(domain);
      awaitState(directory, domain, "held");
      Await.until(
          "the end of the hold",
          () -> {
            JsonNode record = record(directory, domain);
            boolean isOver = !record.path("state").asText().equals("held");
            if (!isOver) {
              assertThat(bundleKey(directory, domain)).isEqualTo(key);
            }
            return isOver;
          });

      assertThat(eventAt(directory, domain, "reclaimed"))
          .isAfterOrEqualTo(eventAt(directory, domain, "held").plus(hold));
      JsonNode record = record(directory, domain);
      assertThat(record.path("grade").asText()).isEqualTo("reclaimed");
      assertThat(record.path("devices").get(0).path("identity_key").asText()).isNotEqualTo(key);
      assertThat(record.path("advice").toString()).contains("reclaimed");
    }
  }

  /** A new certificate for the same name, and identity keys that are not the owner's. */
  private static void takeOver(LabHost domain) {
    domain.misbehave(HistoryFault.IDENTITIES_REPLACED);
    domain.renew();
  }

  private DeviceClient registered(DirectoryProcess directory, LabHost host) throws Exception {
    HttpResponse<String> answer = directory.register(host.callsign().aLabel());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    DeviceClient device = new DeviceClient(http, PUBLIC, host, random, Clock.systemUTC());
    HttpResponse<String> upload = device.upload(directory.base(), device.prekeys().upload(20, 0));
    assertThat(upload.statusCode()).as(upload.body()).isEqualTo(200);
    return device;
  }

  /** What the receiver was told, after whoever sent it was found to be the directory. */
  private DirectoryEvent verified(DirectoryProcess directory, WebhookReceiver hooks, int index)
      throws Exception {
    String body = hooks.awaitDeliveries(index + 1).get(index).request().body();
    List<DirectoryKey> keys =
        DirectoryKey.parseKeys(
            directory
                .get("/.well-known/callsign/directory")
                .body()
                .getBytes(StandardCharsets.UTF_8));
    EventVerdict verdict =
        new EventVerifier(NamePolicy.WITH_TEST_NAMES, PUBLIC, keys)
            .verify(body.getBytes(StandardCharsets.US_ASCII), hooks.url(), Instant.now());
    assertThat(verdict).isInstanceOf(EventVerdict.Verified.class);
    return ((EventVerdict.Verified) verdict).event();
  }

  private static JsonNode record(DirectoryProcess directory, LabHost host) throws Exception {
    HttpResponse<String> answer = directory.get("/v1/callsigns/" + host.callsign());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** The identity key that the record shows; the bundle shows the same. */
  private static String identityKey(DirectoryProcess directory, LabHost host) throws Exception {
    String key = record(directory, host).path("devices").get(0).path("identity_key").asText();
    assertThat(bundleKey(directory, host)).isEqualTo(key);
    return key;
  }

  private static String bundleKey(DirectoryProcess directory, LabHost host) throws Exception {
    HttpResponse<String> answer = directory.get("/v1/callsigns/" + host.callsign() + "/bundle");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).path("devices").get(0).path("identity_key").asText();
  }

  private static List<JsonNode> history(DirectoryProcess directory, LabHost host) throws Exception {
    List<JsonNode> entries = new ArrayList<>();
    JSON.readTree(directory.get("/v1/callsigns/" + host.callsign() + "/history").body())
        .path("entries")
        .forEach(entries::addFirst);
    return entries;
  }

  private static List<String> types(DirectoryProcess directory, LabHost host) throws Exception {
    return history(directory, host).stream().map(entry -> entry.path("type").asText()).toList();
  }

  private static Instant eventAt(DirectoryProcess directory, LabHost host, String type)
      throws Exception {
    return history(directory, host).stream()
        .filter(entry -> entry.path("type").asText().equals(type))
        .map(entry -> Instant.parse(entry.path("at").asText()))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitState(DirectoryProcess directory, LabHost host, String state)
      throws Exception {
    Await.until(state, () -> record(directory, host).path("state").asText().equals(state));
  }
}
