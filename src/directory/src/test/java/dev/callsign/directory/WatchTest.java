package dev.callsign.directory;

import static dev.callsign.directory.LabResource.lab;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.callsign.directory.events.Courier;
import dev.callsign.directory.events.Watch;
import dev.callsign.directory.events.WatchStore;
import dev.callsign.directory.state.EventType;
import dev.callsign.directory.storage.Times;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.event.DirectoryEvent;
import dev.callsign.event.DirectoryKey;
import dev.callsign.event.EventVerdict;
import dev.callsign.event.EventVerifier;
import dev.callsign.lab.DnsFault;
import dev.callsign.lab.LabHost;
import dev.callsign.lab.WebhookReceiver;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who follows a callsign by webhook (docs/protocol.md §8, Deliveries). */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class WatchTest {

  /** Longer than before the last of all tries. */
  private static final Duration LONG = Duration.ofHours(13);

  private final ShiftedClock clock;
  private final OtherReplica replica;
  private final WatchStore watches;
  private final Courier courier;
  private final Transactions transactions;
  private final int managementPort;

  WatchTest(
      ShiftedClock clock,
      OtherReplica replica,
      WatchStore watches,
      Courier courier,
      Transactions transactions,
      @ConfigProperty(name = "quarkus.management.test-port") int managementPort) {
    this.clock = clock;
    this.replica = replica;
    this.watches = watches;
    this.courier = courier;
    this.transactions = transactions;
    this.managementPort = managementPort;
  }

  @AfterEach
  void backToNow() {
    clock.shift(Duration.ZERO);
  }

  /** Classes share the lab: the names here are nobody else's. */
  private static LabHost registered(String name) {
    LabHost host = lab().host("watched-" + name);
    Requests.register(host.callsign()).statusCode(201);
    return host;
  }

  private static long created(ValidatableResponse response) {
    return response.statusCode(201).extract().<Number>path("id").longValue();
  }

  private void happen(LabHost host) {
    replica.tell(host.callsign(), EventType.EXPIRING);
  }

  private Watch stored(TestDevice owner, long id) {
    return watches.find(owner.address().callsign(), id).orElseThrow();
  }

  /** The ids of the history of a callsign, oldest first. */
  private static List<Long> history(LabHost host) {
    List<Long> ids =
        new ArrayList<>(
            Requests.history(host.callsign())
                .extract()
                .jsonPath()
                .getList("entries.id", Long.class));
    Collections.reverse(ids);
    return ids;
  }

  /** Verifies as a receiver does, who knows no more than he reads at the directory. */
  private DirectoryEvent verified(WebhookReceiver hooks, WebhookReceiver.Delivery delivery) {
    EventVerdict verdict =
        verifier()
            .verify(
                delivery.request().body().getBytes(StandardCharsets.ISO_8859_1),
                hooks.url(),
                clock.instant());
    assertThat(verdict).isInstanceOf(EventVerdict.Verified.class);
    return ((EventVerdict.Verified) verdict).event();
  }

  private static EventVerifier verifier() {
    try {
      return new EventVerifier(
          NamePolicy.WITH_TEST_NAMES,
          URI.create(TestDevice.BASE),
          DirectoryKey.parseKeys(given().get("/.well-known/callsign/directory").asByteArray()));
    } catch (MalformedException e) {
      throw new AssertionError(e.detail(), e);
    }
  }

  private List<Long> ids(WebhookReceiver hooks, List<WebhookReceiver.Delivery> deliveries) {
    return deliveries.stream().map(delivery -> verified(hooks, delivery).id()).toList();
  }

  private JsonPath deadLetters() {
    return given().port(managementPort).get("/q/dead-letters").jsonPath();
  }

  /** The dead letters of one receiver. */
  private List<Map<String, Object>> deadLetters(WebhookReceiver hooks) {
    return deadLetters()
        .param("url", hooks.url().toString())
        .getList("dead_letters.findAll { it.url == url }");
  }

  private static boolean has(List<Map<String, Object>> letters, Map<String, Object> members) {
    return letters.stream().anyMatch(letter -> letter.entrySet().containsAll(members.entrySet()));
  }

  private ValidatableResponse replay(String which) {
    return given().port(managementPort).post("/q/dead-letters" + which + "/replay").then();
  }

  @Test
  void isMadeOnceByWhoeverSigns() {
    LabHost host = registered("watched");
    TestDevice carol = TestDevice.registered("carol.watching.test");
    TestDevice dave = TestDevice.registered("dave.watching.test");
    String url = lab().webhook("hooks.watching.test").url().toString();

    ValidatableResponse first = carol.watch(host.callsign(), url);

    long id = created(first);
    first
        .header("Location", equalTo(TestDevice.BASE + "/v1/watches/" + id))
        .header("Callsign-Prekeys", notNullValue())
        .body("callsign", equalTo(host.callsign().aLabel()))
        .body("url", equalTo(url))
        .body("position", equalTo(history(host).getLast().intValue()))
        .body("failing_since", nullValue())
        .body("last_failure", nullValue());
    assertThat(Instant.parse(first.extract().path("created_at"))).isBefore(clock.instant());
    carol.watch(host.callsign(), url).statusCode(200).body("id", equalTo((int) id));
    dave.watch(host.callsign(), url).statusCode(201).body("id", not(equalTo((int) id)));
    carol.watch(host.callsign(), url + "?other").statusCode(201).body("id", not(equalTo((int) id)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hooks.watcher.test/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://localhost/",
        "https://me:secret@hooks.watcher.test/",
        "https://hooks.watcher.test/#here",
        "https://hooks.watcher.test:22/",
        "https://hooks.watcher.test/a b",
        "hooks.watcher.test",
        "",
      })
  void refusesWhereNothingMayBeSent(String url) {
    TestDevice carol = TestDevice.registered("carol.misled.test");

    Requests.isProblem(carol.watch(carol.address().callsign(), url), 400, "malformed-request")
        .body("errors[0].slug", equalTo("bad-webhook-url"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"callsign\": \"carol.sloppy.test\"}",
        "{\"url\": \"https://hooks.sloppy.test/\"}",
        "{\"callsign\": \"carol.sloppy.test\", \"url\": 7}",
        "{\"callsign\": \"carol.sloppy.test\", \"url\": \"https://hooks.sloppy.test/\", \"x\": 1}",
      })
  void refusesWhatIsNotTheDocument(String document) {
    TestDevice carol = TestDevice.registered("carol.sloppy.test");

    Requests.isProblem(carol.send("POST", "/v1/watches", document), 400, "malformed-request");
  }

  @Test
  void followsNobodyWhoIsNotRegistered() {
    TestDevice carol = TestDevice.registered("carol.asking.test");
    String url = "https://hooks.asking.test/";

    Requests.isProblem(
        carol.watch(lab().host("not-there").callsign(), url), 404, "unknown-callsign");
    Requests.isProblem(
        carol.send(
            "POST", "/v1/watches", "{\"callsign\": \"localhost\", \"url\": \"" + url + "\"}"),
        400,
        "malformed-callsign");
  }

  @Test
  void hearsNobodyWhoDoesNotSignForHimself() {
    LabHost host = registered("impersonated");
    LabHost stranger = lab().host("not-registered");
    TestDevice forger = new TestDevice(host, stranger.devices().getFirst());
    TestDevice unknown = new TestDevice(stranger, stranger.devices().getFirst());
    String url = "https://hooks.forger.test/";

    Requests.isProblem(forger.watch(host.callsign(), url), 401, "bad-request-signature");
    Requests.isProblem(unknown.watch(host.callsign(), url), 404, "unknown-device");
    Requests.isProblem(
        given()
            .contentType("application/json")
            .body("{\"callsign\": \"" + host.callsign() + "\", \"url\": \"" + url + "\"}")
            .post("/v1/watches")
            .then(),
        415,
        "unsupported-media-type");
    assertThat(given().delete("/v1/watches/1").statusCode()).isBetween(400, 415);
    assertThat(given().get("/v1/watches/1").statusCode()).isBetween(404, 405);
  }

  @Test
  void isShownAndEndedByTheDevicesOfItsOwnerAlone() {
    LabHost host = registered("private");
    WebhookReceiver hooks = lab().webhook("hooks.private.test");
    host.addDeviceByConsent();
    Requests.check(host.callsign()).statusCode(201);
    TestDevice phone = new TestDevice(host, host.devices().get(0));
    TestDevice tablet = new TestDevice(host, host.devices().get(1));
    TestDevice other = TestDevice.registered("other.prying.test");
    long id = created(phone.watch(host.callsign(), hooks.url().toString()));

    Requests.isProblem(other.readWatch(id), 404, "unknown-watch");
    Requests.isProblem(other.endWatch(id), 404, "unknown-watch");
    Requests.isProblem(phone.send("POST", "/v1/watches/" + id, "{}"), 400, "malformed-request");
    Requests.isProblem(phone.send("DELETE", "/v1/watches/" + id, "{}"), 400, "malformed-request");
    for (String none : new String[] {"0", "-1", "x", "01", "9999999999999999999"}) {
      Requests.isProblem(phone.send("POST", "/v1/watches/" + none, ""), 404, "unknown-watch");
    }
    tablet.readWatch(id).statusCode(200).body("url", equalTo(hooks.url().toString()));
    happen(host);
    hooks.awaitDeliveries(1);

    tablet.endWatch(id).statusCode(204);

    Requests.isProblem(phone.readWatch(id), 404, "unknown-watch");
    Requests.isProblem(phone.endWatch(id), 404, "unknown-watch");
    long next = created(phone.watch(host.callsign(), hooks.url() + "?next"));
    happen(host);
    Eventually.is(
        "the next one is told", () -> stored(phone, next).position() == history(host).getLast());
    assertThat(hooks.deliveries()).hasSize(2);
  }

  @Test
  void refusesMoreThanAThousandOfOneCallsign() {
    LabHost host = registered("busy-person");
    TestDevice device = new TestDevice(host, host.devices().getFirst());
    String url = "https://hooks.busy.test/";
    long id = created(device.watch(host.callsign(), url));
    transactions.run(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "insert into watch"
                      + " (owner, callsign, url, url_sha256, created_at, position, tries)"
                      + " select owner, callsign, url, cast(? as varchar), created_at, 0, 0"
                      + " from watch where id = ?")) {
            for (int i = 1; i < WatchStore.MAX_WATCHES; i++) {
              insert.setString(1, "another " + i);
              insert.setLong(2, id);
              insert.addBatch();
            }
            return insert.executeBatch();
          }
        });

    Requests.isProblem(device.watch(host.callsign(), url + "?more"), 409, "too-many-watches");

    device.watch(host.callsign(), url).statusCode(200);
    device.endWatch(id).statusCode(204);
    device.watch(host.callsign(), url + "?more").statusCode(201);
    given()
        .get("/.well-known/callsign/directory")
        .then()
        .body("limits.watches", equalTo(WatchStore.MAX_WATCHES));
  }

  @Test
  void deliversWhatHappensSignedAndInOrder() {
    LabHost host = registered("delivered");
    TestDevice carol = TestDevice.registered("carol.receiving.test");
    WebhookReceiver hooks = lab().webhook("hooks.receiving.test");
    long id = created(carol.watch(host.callsign(), hooks.url().toString()));

    host.renew();
    Requests.check(host.callsign()).statusCode(201);
    happen(host);

    List<WebhookReceiver.Delivery> deliveries = hooks.awaitDeliveries(2);
    assertThat(deliveries)
        .allSatisfy(
            delivery ->
                assertThat(delivery.request().field("content-type")).hasValue("application/jose"));
    DirectoryEvent renewed = verified(hooks, deliveries.getFirst());
    assertThat(renewed.callsign()).isEqualTo(host.callsign());
    assertThat(renewed.type()).isEqualTo("renewed");
    assertThat(renewed.seq()).isEqualTo(2);
    assertThat(ids(hooks, deliveries)).isEqualTo(history(host).subList(1, 3));
    assertThat(verified(hooks, deliveries.get(1)).advice()).isNotNull();
    Eventually.is("both are noted", () -> stored(carol, id).position() == history(host).getLast());
    assertThat(
            verifier()
                .verify(
                    deliveries.getFirst().request().body().getBytes(StandardCharsets.ISO_8859_1),
                    URI.create("https://hooks.elsewhere.test/"),
                    clock.instant()))
        .isInstanceOf(EventVerdict.Refused.class);
  }

  @Test
  void beginsWithTheNextEventAndMissesNoneOfThoseThatHappenMeanwhile() {
    LabHost host = registered("eventful");
    TestDevice carol = TestDevice.registered("carol.late.test");
    WebhookReceiver hooks = lab().webhook("hooks.late.test");
    int count = 60;
    long id;
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < count; i++) {
        threads.execute(() -> happen(host));
      }
      id = created(carol.watch(host.callsign(), hooks.url().toString()));
      for (int i = 0; i < count / 2; i++) {
        threads.execute(() -> happen(host));
      }
    }
    long position = carol.readWatch(id).extract().<Number>path("position").longValue();
    List<Long> all = history(host);
    Eventually.is("all are delivered", () -> stored(carol, id).position() == all.getLast());

    List<Long> delivered = ids(hooks, hooks.deliveries());
    assertThat(position).isLessThanOrEqualTo(all.getLast());
    assertThat(delivered)
        .hasSizeGreaterThanOrEqualTo(count / 2)
        .isEqualTo(all.subList(all.size() - delivered.size(), all.size()));
  }

  @Test
  void triesAgainWhatWasRefusedAndGoesOn() {
    LabHost host = registered("retried");
    TestDevice carol = TestDevice.registered("carol.restarting.test");
    WebhookReceiver hooks = lab().webhook("hooks.restarting.test");
    long id = created(carol.watch(host.callsign(), hooks.url().toString()));
    long before = stored(carol, id).position();
    hooks.refuseNext(3);
    happen(host);
    happen(host);
    Eventually.is("the failure is noted", () -> stored(carol, id).tries() == 1);

    carol
        .readWatch(id)
        .statusCode(200)
        .body("position", equalTo((int) before))
        .body("failing_since", notNullValue())
        .body("last_failure", equalTo("its host answered with status 503"));
    clock.shift(LONG);
    Eventually.is("the second one, too", () -> stored(carol, id).tries() == 2);
    clock.shift(LONG.multipliedBy(2));
    Eventually.is("the third one, too", () -> stored(carol, id).tries() == 3);
    clock.shift(LONG.multipliedBy(3));
    hooks.awaitDeliveries(5);

    List<Long> all = history(host);
    Eventually.is("both are noted", () -> stored(carol, id).position() == all.getLast());
    carol
        .readWatch(id)
        .body("position", equalTo(all.getLast().intValue()))
        .body("failing_since", nullValue())
        .body("last_failure", nullValue());
    List<WebhookReceiver.Delivery> deliveries = hooks.deliveries();
    assertThat(deliveries)
        .extracting(WebhookReceiver.Delivery::status)
        .containsExactly(503, 503, 503, 204, 204);
    assertThat(deliveries)
        .extracting(delivery -> delivery.request().body())
        .as("signed anew")
        .doesNotHaveDuplicates();
  }

  @Test
  void connectsToNoAddressThatIsNotPublic() {
    LabHost host = registered("inside");
    TestDevice carol = TestDevice.registered("carol.inside.test");
    WebhookReceiver hooks = lab().webhook("hooks.inside.test");
    hooks.misbehave(DnsFault.PRIVATE_ADDRESS);
    long id = created(carol.watch(host.callsign(), hooks.url().toString()));

    happen(host);

    Eventually.is("it is refused", () -> stored(carol, id).tries() > 0);
    carol.readWatch(id).body("last_failure", containsString("its host is refused"));
    assertThat(hooks.deliveries()).isEmpty();
    carol.endWatch(id);
  }

  @Test
  void givesAnEventUpAfterTenTriesAndTriesTheNextOneOnce() {
    LabHost host = registered("given-up");
    TestDevice carol = TestDevice.registered("carol.dead.test");
    WebhookReceiver hooks = lab().webhook("hooks.dead.test");
    hooks.answer(500);
    long id = created(carol.watch(host.callsign(), hooks.url().toString()));
    happen(host);
    happen(host);
    happen(host);
    List<Long> all = history(host);

    for (int tries = 1; tries < 10; tries++) {
      int failed = tries;
      Eventually.is(tries + " tries", () -> stored(carol, id).tries() == failed);
      clock.shift(LONG.multipliedBy(tries));
    }
    Eventually.is("a dead letter", () -> deadLetters(hooks).size() == 1);
    assertThat(hooks.deliveries()).hasSize(10);
    carol
        .readWatch(id)
        .body("position", equalTo(all.get(1).intValue()))
        .body("failing_since", notNullValue());
    clock.shift(LONG.multipliedBy(10));
    Eventually.is("the next one", () -> deadLetters(hooks).size() == 2);
    assertThat(hooks.deliveries()).hasSize(11);

    hooks.answer(204);
    clock.shift(LONG.multipliedBy(11));
    Eventually.is("the last one", () -> stored(carol, id).position() == all.getLast());
    carol.readWatch(id).body("failing_since", nullValue());
    assertThat(ids(hooks, hooks.deliveries().subList(11, 12))).containsExactly(all.getLast());
    courier.measure();
    String metrics = given().port(managementPort).get("/q/metrics").asString();
    assertThat(metrics)
        .contains("callsign_webhook_deliveries_total{outcome=\"refused\"}")
        .contains("callsign_webhook_deliveries_total{outcome=\"delivered\"}")
        .contains("callsign_webhooks_waiting ")
        .containsPattern("callsign_webhooks_dead [1-9]");
    carol.endWatch(id).statusCode(204);
    assertThat(deadLetters(hooks)).isEmpty();
  }

  @Test
  void letsTheOperatorReplayDeadLetters() {
    LabHost host = registered("replayed");
    TestDevice carol = TestDevice.registered("carol.back.test");
    WebhookReceiver hooks = lab().webhook("hooks.back.test");
    long id = created(carol.watch(host.callsign(), hooks.url().toString()));
    long event = history(host).getFirst();
    bury(id, event);
    bury(id, event + 1_000_000_000L);
    Map<String, Object> letter = deadLetters(hooks).getFirst();
    assertThat(letter)
        .containsEntry("watch", (int) id)
        .containsEntry("owner", "carol.back.test")
        .containsEntry("callsign", host.callsign().aLabel())
        .containsEntry("event", (int) event)
        .containsEntry("reason", "it was ill")
        .containsEntry("replays", false)
        .containsKeys("id", "failed_at");
    String one = "/" + letter.get("id");
    given().get("/q/dead-letters").then().statusCode(404);
    replay("/0").statusCode(404);
    replay("/x").statusCode(404);

    hooks.answer(503);
    replay(one).statusCode(202).body("replayed", equalTo(1));
    Eventually.is(
        "it failed again",
        () ->
            has(
                deadLetters(hooks),
                Map.of(
                    "event",
                    (int) event,
                    "reason",
                    "its host answered with status 503",
                    "replays",
                    false)));

    hooks.answer(204);
    replay("").statusCode(202);
    Eventually.is("it was taken", () -> deadLetters(hooks).size() == 1);
    assertThat(ids(hooks, hooks.awaitDeliveries(2))).containsOnly(event);
    Eventually.is(
        "the other one is no more",
        () -> has(deadLetters(hooks), Map.of("reason", "the event is no longer there")));
    carol.endWatch(id).statusCode(204);
    assertThat(deadLetters(hooks)).isEmpty();
  }

  @Test
  void goesOnAtOnceWhenAReplayShowsThatTheReceiverIsWell() {
    LabHost host = registered("recovered");
    TestDevice carol = TestDevice.registered("carol.recovering.test");
    WebhookReceiver hooks = lab().webhook("hooks.recovering.test");
    long id = created(carol.watch(host.callsign(), hooks.url().toString()));
    hooks.refuseNext(1);
    happen(host);
    Eventually.is("it failed", () -> stored(carol, id).tries() == 1);
    set("update watch set next_at = ? where id = ?", id, clock.instant().plus(LONG));
    bury(id, history(host).getFirst());

    replay("/" + deadLetters(hooks).getFirst().get("id")).statusCode(202);

    assertThat(ids(hooks, hooks.awaitDeliveries(3).subList(1, 3))).isEqualTo(history(host));
    carol.endWatch(id).statusCode(204);
  }

  private void bury(long watch, long event) {
    transactions.run(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "insert into dead_letter (watch, event, failed_at, reason)"
                      + " values (?, ?, ?, 'it was ill')")) {
            insert.setLong(1, watch);
            insert.setLong(2, event);
            insert.setObject(3, Times.utc(clock.instant()));
            return insert.executeUpdate();
          }
        });
  }

  private void set(String sql, long watch, Instant at) {
    transactions.run(
        connection -> {
          try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setObject(1, Times.utc(at));
            update.setLong(2, watch);
            return update.executeUpdate();
          }
        });
  }
}
