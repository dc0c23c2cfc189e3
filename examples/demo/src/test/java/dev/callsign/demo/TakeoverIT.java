package dev.callsign.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.event.DirectoryEvent;
import dev.callsign.event.DirectoryKey;
import dev.callsign.event.EventVerdict;
import dev.callsign.event.EventVerifier;
import dev.callsign.lab.EventStream;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabHost;
import dev.callsign.lab.WebhookReceiver;
import dev.callsign.name.NamePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody takes over the domain of a callsign and tries to get its messages, against the packaged
 * directory: lookups keep answering the old keys, those who watch hear of it, and the old device
 * ends it. Without it the new keys are served after the hold, with a warning.
 */
class TakeoverIT {

  /** Within what a watcher hears of a change. */
  private static final Duration PROMISE = Duration.ofSeconds(5);

  /** In place of 72 hours: as long as a few requests take on a slow machine. */
  private static final Duration SHORT_HOLD = Duration.ofSeconds(15);

  /** Nobody asks at the end of the hold: shorter than what would begin it anew, a quarter of it. */
  private static final Duration LAST_LOOK = Duration.ofSeconds(1);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Clock CLOCK = Clock.systemUTC();

  private final SecureRandom random = new SecureRandom();
  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir Path folder = Path.of("target");

  private Lab lab;

  @BeforeEach
  void startTheLab() {
    lab = Lab.start(CLOCK, random);
  }

  @AfterEach
  void stop() {
    http.close();
    lab.close();
  }

  private DirectoryProcess start(Map<String, String> more) {
    Map<String, String> settings =
        new LinkedHashMap<>(lab.directoryProperties(lab.writeAnchor(folder.resolve("anchor.pem"))));
    settings.putAll(more);
    return DirectoryProcess.start(
        Packaged.directory(), folder, DirectoryProcess.Ports.free(), settings);
  }

  private DeviceClient registered(DirectoryProcess directory, LabHost host) {
    HttpResponse<String> answer = directory.register(host.callsign().aLabel());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return new DeviceClient(http, directory.base(), host, random, CLOCK);
  }

  private static JsonNode json(HttpResponse<String> answer, int status) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }

  private static JsonNode record(DirectoryProcess directory, LabHost host) throws Exception {
    return json(directory.get("/v1/callsigns/" + host.callsign()), 200);
  }

  private static HttpResponse<String> check(DirectoryProcess directory, LabHost host) {
    return directory.post("/v1/callsigns/" + host.callsign() + "/checks");
  }

  private static List<JsonNode> history(DirectoryProcess directory, LabHost host) throws Exception {
    List<JsonNode> entries = new ArrayList<>();
    json(directory.get("/v1/callsigns/" + host.callsign() + "/history"), 200)
        .path("entries")
        .forEach(entries::add);
    return entries.reversed();
  }

  private static EventStream follow(DirectoryProcess directory, LabHost host) {
    return EventStream.open(
        directory.base().resolve("/v1/callsigns/" + host.callsign() + "/events"));
  }

  /** What a watcher does with a delivery who knows no more than the directory publishes. */
  private static DirectoryEvent verified(
      DirectoryProcess directory, WebhookReceiver hooks, WebhookReceiver.Delivery delivery)
      throws Exception {
    EventVerifier verifier =
        new EventVerifier(
            NamePolicy.WITH_TEST_NAMES,
            directory.base(),
            DirectoryKey.parseKeys(
                directory.get("/.well-known/callsign/directory").body().getBytes(UTF_8)));
    EventVerdict verdict =
        verifier.verify(
            delivery.request().body().getBytes(ISO_8859_1), hooks.url(), CLOCK.instant());
    assertThat(verdict).isInstanceOf(EventVerdict.Verified.class);
    return ((EventVerdict.Verified) verdict).event();
  }

  private static DirectoryEvent parsed(EventStream.Message message) throws Exception {
    return DirectoryEvent.parse(message.data().getBytes(UTF_8), NamePolicy.WITH_TEST_NAMES);
  }

  private static void assertAnswersTheOldKeys(
      DirectoryProcess directory, LabHost host, DeviceClient claimer, DeviceClient victim)
      throws Exception {
    String old = host.statement();
    String key =
        Base64.getEncoder()
            .encodeToString(host.devices().getFirst().listed().identityKey().encode());
    JsonNode bundle = json(directory.get("/v1/callsigns/" + host.callsign() + "/bundle"), 200);
    JsonNode claimed = json(claimer.claim(directory.base(), victim.address(), ""), 200);

    assertThat(record(directory, host).path("statement").asText()).isEqualTo(old);
    for (JsonNode each : List.of(bundle, claimed)) {
      assertThat(each.path("statement").asText()).isEqualTo(old);
      assertThat(each.path("devices").path(0).path("identity_key").asText()).isEqualTo(key);
    }
    assertThat(claimed.path("devices").path(0).path("one_time").asText()).isEqualTo("given");
  }

  @Test
  void isSeenByWatchersAtOnceAndEndedByTheOldDevice() throws Exception {
    LabHost alice = lab.host("alice");
    LabHost carol = lab.host("carol.watching.test");
    WebhookReceiver hooks = lab.webhook("hooks.watching.test");
    try (DirectoryProcess directory = start(Map.of())) {
      URI base = directory.base();
      DeviceClient phone = registered(directory, alice);
      DeviceClient watcher = registered(directory, carol);
      json(phone.upload(base, phone.prekeys().upload(30, 30)), 200);
      json(watcher.watch(base, alice.callsign(), hooks.url()), 201);
      try (EventStream stream = follow(directory, alice)) {

        Attacker mallory = new Attacker(lab, alice, random);
        mallory.hostNext();
        assertThat(json(check(directory, alice), 201).path("state").asText()).isEqualTo("held");

        WebhookReceiver.Delivery delivery = hooks.awaitDeliveries(1, PROMISE).getFirst();
        EventStream.Message message = stream.awaitMessages(1, PROMISE).getFirst();
        DirectoryEvent held = verified(directory, hooks, delivery);
        assertThat(held).isEqualTo(parsed(message));
        assertThat(held.type()).isEqualTo("held");
        assertThat(held.callsign()).isEqualTo(alice.callsign());
        assertThat(held.state()).isEqualTo("held");
        assertThat(held.grade()).isEqualTo("reclaimed");
        assertThat(held.advice()).contains("veto");
        JsonNode pending = record(directory, alice).path("pending_change");
        assertThat(pending.path("statement_sha256").asText()).isEqualTo(held.statementSha256());
        assertThat(Instant.parse(pending.path("active_from").asText()))
            .isEqualTo(held.at().plus(Duration.ofDays(3)));
        assertAnswersTheOldKeys(directory, alice, watcher, phone);

        // He renews, asks again and again, and tries what only the owner may.
        mallory.hostNext();
        JsonNode again = json(check(directory, alice), 201);
        assertThat(again.path("pending_change").path("since").asText())
            .isEqualTo(pending.path("since").asText());
        DeviceClient intruder =
            new DeviceClient(http, base, alice.callsign(), mallory.device(), random, CLOCK);
        json(intruder.upload(base, intruder.prekeys().upload(1, 0)), 401);
        json(intruder.claim(base, watcher.address(), ""), 401);
        json(intruder.veto(base, alice.callsign()), 401);
        assertAnswersTheOldKeys(directory, alice, watcher, phone);

        json(phone.veto(base, alice.callsign()), 200);

        JsonNode after = record(directory, alice);
        assertThat(after.path("state").asText()).isEqualTo("active");
        assertThat(after.has("pending_change")).isFalse();
        mallory.hostNext();
        JsonNode refused = json(check(directory, alice), 422);
        assertThat(refused.path("report").path("primary_failure").asText())
            .isEqualTo("change-vetoed");
        assertThat(record(directory, alice).path("state").asText()).isEqualTo("mismatch");
        assertAnswersTheOldKeys(directory, alice, watcher, phone);
        List<String> told = List.of("held", "held", "vetoed", "mismatch");
        assertThat(stream.awaitMessages(4, PROMISE))
            .extracting(EventStream.Message::type)
            .isEqualTo(told);
        List<String> delivered = new ArrayList<>();
        for (WebhookReceiver.Delivery each : hooks.awaitDeliveries(4, PROMISE)) {
          delivered.add(verified(directory, hooks, each).type());
        }
        assertThat(delivered).isEqualTo(told);
      }
    }
  }

  /** Nobody follows callsigns here, so that nothing happens unless somebody asks. */
  @Test
  void succeedsAfterTheHoldWhereNobodyVetoesAndWarns() throws Exception {
    LabHost alice = lab.host("alice");
    try (DirectoryProcess directory =
        start(
            Map.of(
                "callsign.renewal.hold",
                SHORT_HOLD.toString(),
                "callsign.renewal.enabled",
                "false"))) {
      registered(directory, alice);
      try (EventStream stream = follow(directory, alice)) {
        Attacker mallory = new Attacker(lab, alice, random);
        mallory.hostNext();
        JsonNode held = json(check(directory, alice), 201);
        assertThat(held.path("statement").asText()).isEqualTo(alice.statement());
        Instant activeFrom =
            Instant.parse(held.path("pending_change").path("active_from").asText());

        // Whoever asks before the end changes nothing.
        JsonNode record = held;
        while (Instant.now().isBefore(activeFrom.minus(LAST_LOOK))) {
          record = json(check(directory, alice), 200);
          assertThat(record.path("statement").asText()).isEqualTo(alice.statement());
        }
        // And nothing changes where nobody asks.
        while (Instant.now().isBefore(activeFrom.plusMillis(1))) {
          record = record(directory, alice);
          assertThat(record.path("statement").asText()).isEqualTo(alice.statement());
        }
        assertThat(record.path("state").asText()).isEqualTo("held");

        JsonNode active = json(check(directory, alice), 201);

        assertThat(active.path("statement").asText()).isEqualTo(mallory.statement());
        assertThat(active.path("state").asText()).isEqualTo("active");
        assertThat(active.path("grade").asText()).isEqualTo("reclaimed");
        assertThat(active.path("advice").findValuesAsText("about")).contains("reclaimed");
        List<JsonNode> history = history(directory, alice);
        assertThat(history)
            .extracting(entry -> entry.path("type").asText())
            .startsWith("first", "held", "reclaimed");
        assertThat(Instant.parse(history.get(2).path("at").asText()))
            .isAfterOrEqualTo(Instant.parse(history.get(1).path("at").asText()).plus(SHORT_HOLD));
        DirectoryEvent warning = parsed(stream.awaitMessages(2, PROMISE).get(1));
        assertThat(warning.type()).isEqualTo("reclaimed");
        assertThat(warning.advice()).contains("somebody else controls your domain");
      }
    }
  }
}
