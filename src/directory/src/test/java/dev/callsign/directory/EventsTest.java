package dev.callsign.directory;

import static dev.callsign.directory.LabResource.lab;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.callsign.directory.events.EventHub;
import dev.callsign.directory.state.EventType;
import dev.callsign.event.DirectoryEvent;
import dev.callsign.lab.EventStream;
import dev.callsign.lab.LabHost;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who follows a callsign over a connection that stands (docs/protocol.md §8, Events). */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class EventsTest {

  /** Characters of the longest detail, each of three bytes in UTF-8. */
  private static final String LONG_DETAIL = "\u20ac".repeat(1000);

  private final OtherReplica replica;
  private final EventHub hub;
  private final int managementPort;

  EventsTest(
      OtherReplica replica,
      EventHub hub,
      @ConfigProperty(name = "quarkus.management.test-port") int managementPort) {
    this.replica = replica;
    this.hub = hub;
    this.managementPort = managementPort;
  }

  private static LabHost registered(String name) {
    LabHost host = lab().host(name);
    Requests.register(host.callsign()).statusCode(201);
    return host;
  }

  private static URI events(LabHost host) {
    return uri("/v1/callsigns/" + host.callsign() + "/events");
  }

  private static URI uri(String path) {
    return URI.create("http://localhost:" + RestAssured.port + path);
  }

  /** What an event says, read by the library that clients have. */
  private static DirectoryEvent parse(EventStream.Message message) {
    try {
      return DirectoryEvent.parse(
          message.data().getBytes(StandardCharsets.UTF_8), NamePolicy.WITH_TEST_NAMES);
    } catch (MalformedException e) {
      throw new AssertionError(e.detail(), e);
    }
  }

  /** The ids of the whole history, oldest first. */
  private static List<String> history(LabHost host) {
    List<String> ids = new ArrayList<>();
    String next = "/v1/callsigns/" + host.callsign() + "/history";
    while (next != null) {
      JsonPath page = given().get(next).jsonPath();
      page.getList("entries.id", Long.class).forEach(id -> ids.add(id.toString()));
      String url = page.getString("next");
      next = url == null ? null : url.substring(url.indexOf("/v1/"));
    }
    Collections.reverse(ids);
    return ids;
  }

  private static List<String> ids(List<EventStream.Message> messages) {
    return messages.stream().map(EventStream.Message::id).toList();
  }

  private String metrics() {
    return given().port(managementPort).get("/q/metrics").asString();
  }

  private double metric(String name) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  @Test
  void tellsWhatHappensFromNowOnAsTheHistoryWillSayIt() {
    LabHost host = registered("followed");
    try (EventStream stream = EventStream.open(events(host))) {
      host.renew();
      Requests.check(host.callsign()).statusCode(201);

      EventStream.Message message = stream.awaitMessages(1).getFirst();

      ValidatableResponse history = Requests.history(host.callsign());
      DirectoryEvent event = parse(message);
      assertThat(event.callsign()).isEqualTo(host.callsign());
      assertThat(message.type()).isEqualTo("renewed").isEqualTo(event.type());
      assertThat(message.id()).isEqualTo(Long.toString(event.id()));
      assertThat(event.id()).isEqualTo(history.extract().<Number>path("entries[0].id").longValue());
      assertThat(event.at())
          .isEqualTo(Instant.parse(history.extract().<String>path("entries[0].at")));
      assertThat(event.state()).isEqualTo("active");
      assertThat(event.grade()).isEqualTo("renewed");
      assertThat(event.seq()).isEqualTo(2);
      assertThat(event.statementSha256())
          .isEqualTo(history.extract().<String>path("entries[0].statement_sha256"));
      assertThat(event.device()).isNull();
      assertThat(event.detail()).isNull();
      assertThat(event.advice()).isNull();
    }
  }

  @Test
  void letsAnyBrowserReadAndNobodyKeepTheStream() {
    LabHost host = registered("in-browsers");
    try (EventStream stream = EventStream.open(events(host))) {
      assertThat(stream.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/event-stream");
      assertThat(stream.headers().allValues("Access-Control-Allow-Origin")).containsExactly("*");
      assertThat(stream.headers().allValues("Cache-Control")).containsExactly("no-store");
      assertThat(stream.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    }
  }

  @Test
  void resumesAfterTheEventThatWasSeenLast() {
    LabHost host = registered("resumed");
    replica.tell(host.callsign(), EventType.EXPIRING);
    replica.tell(host.callsign(), EventType.RENEWAL_OVERDUE);
    List<String> all = history(host);
    assertThat(all).hasSize(3);

    try (EventStream later = EventStream.resume(events(host), all.get(1));
        EventStream again = EventStream.resume(events(host), "0");
        EventStream asked = EventStream.open(uri(events(host).getPath() + "?after=" + all.get(0)));
        EventStream both =
            EventStream.resume(uri(events(host).getPath() + "?after=0"), all.get(1))) {

      assertThat(ids(again.awaitMessages(3))).isEqualTo(all);
      assertThat(ids(asked.awaitMessages(2))).isEqualTo(all.subList(1, 3));
      assertThat(ids(later.awaitMessages(1))).isEqualTo(all.subList(2, 3));
      assertThat(ids(both.awaitMessages(1))).as("a browser resumes").isEqualTo(all.subList(2, 3));
      assertThat(again.awaitMessages(3))
          .extracting(EventStream.Message::type)
          .containsExactly("first", "expiring", "renewal-overdue");
    }
  }

  @Test
  void tellsSeveralFollowersEachEventOnceAndInOrderWhoeverMadeIt() {
    LabHost host = registered("crowded");
    try (EventStream early = EventStream.resume(events(host), "0");
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 50; i++) {
        threads.execute(() -> replica.tell(host.callsign(), EventType.EXPIRING));
      }
      early.awaitMessages(10);
      try (EventStream late = EventStream.resume(events(host), "0")) {
        for (int i = 0; i < 50; i++) {
          threads.execute(() -> replica.tell(host.callsign(), EventType.RENEWAL_OVERDUE));
        }
        early.awaitMessages(101);
        late.awaitMessages(101);
        replica.tell(host.callsign(), EventType.ACTIVE); // nothing stood between these and that one

        List<String> all = history(host);
        assertThat(all).hasSize(102);
        assertThat(ids(early.awaitMessages(102))).isEqualTo(all);
        assertThat(ids(late.awaitMessages(102))).isEqualTo(all);
      }
    }
  }

  @Test
  void tellsNothingOfOthers() {
    LabHost host = registered("watched-alone");
    LabHost other = registered("not-watched");
    try (EventStream stream =
        EventStream.open(uri("/v1/events?callsign=Watched-Alone.callsign.test."))) {
      replica.tell(other.callsign(), EventType.EXPIRING);
      replica.tell(host.callsign(), EventType.EXPIRING);

      assertThat(parse(stream.awaitMessages(1).getFirst()).callsign()).isEqualTo(host.callsign());
    }
  }

  @Test
  void showsASignOfLifeWhileNothingHappens() {
    LabHost host = registered("quiet");
    try (EventStream stream = EventStream.open(events(host))) {
      for (int round = 0; round < 15; round++) {
        hub.round(); // as they come by themselves, each second
      }
      stream.awaitComment();

      assertThat(stream.messages()).isEmpty();
      replica.tell(host.callsign(), EventType.EXPIRING);
      stream.awaitMessages(1);
    }
  }

  @Test
  void forgetsWhoeverIsGone() {
    LabHost host = registered("left");
    String followers = "callsign_event_followers";
    double before = metric(followers);
    try (EventStream stream = EventStream.open(events(host));
        EventStream other = EventStream.open(events(host))) {
      assertThat(metric(followers)).isGreaterThanOrEqualTo(2);
      assertThat(List.of(stream, other)).allMatch(each -> each.messages().isEmpty());
    }

    Eventually.is("nobody is left", () -> metric(followers) <= before);
  }

  /** 4.5 MB of events do not fit into the kernels' buffers, and nothing else keeps them. */
  @Test
  void keepsNothingForWhoDoesNotReadAndTellsHimAllWhenHeDoes() throws IOException {
    LabHost host = registered("slowly-read");
    int count = 1500;
    for (int i = 0; i < count; i++) {
      replica.tell(host.callsign(), EventType.MISMATCH, LONG_DETAIL, Instant.EPOCH);
    }
    double before = metric("callsign_events_told_total");
    try (Socket slow = new Socket()) {
      slow.setReceiveBufferSize(4096);
      slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
      slow.getOutputStream()
          .write(
              ("GET " + events(host).getPath() + "?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.UTF_8));
      assertThat(lines.readLine()).isEqualTo("HTTP/1.1 200 OK");
      try (EventStream quick = EventStream.resume(events(host), "0")) {
        quick.awaitMessages(count + 1);
      }

      double told = metric("callsign_events_told_total") - before;
      assertThat(told).as("to both").isLessThan(2 * (count + 1));
      List<String> seen = new ArrayList<>();
      while (seen.size() < count + 1) {
        String line = lines.readLine();
        if (line.startsWith("id:")) {
          seen.add(line.substring(3).strip());
        }
      }
      assertThat(seen).isEqualTo(history(host));
    }
  }

  @Test
  void followsNobodyForHeadersAlone() {
    LabHost host = registered("headers-only");
    String followers = "callsign_event_followers";
    double before = metric(followers);

    for (String path :
        new String[] {events(host).getPath(), "/v1/events?callsign=" + host.callsign()}) {
      given()
          .head(path)
          .then()
          .statusCode(200)
          .contentType("text/event-stream")
          .header("Access-Control-Allow-Origin", equalTo("*"))
          .header("Cache-Control", equalTo("no-store"));
    }
    given().head("/v1/callsigns/nobody.callsign.test/events").then().statusCode(404);
    assertThat(metric(followers)).isLessThanOrEqualTo(before);
  }

  @Test
  void followsNobodyWhoIsNotRegistered() {
    Requests.isProblem(
        given().get("/v1/callsigns/nobody.callsign.test/events").then(), 404, "unknown-callsign");
    Requests.isProblem(
        given().get("/v1/events?callsign=nobody.callsign.test").then(), 404, "unknown-callsign");
    Requests.isProblem(given().get("/v1/events").then(), 400, "malformed-callsign");
    Requests.isProblem(
        given().get("/v1/callsigns/localhost/events").then(), 400, "malformed-callsign");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1.0", "+1", "9999999999999999999", "\u0663"})
  void resumesAfterNothingThatIsNoId(String id) {
    LabHost host = lab().host("misread");
    Requests.register(host.callsign());
    String path = events(host).getPath();

    Requests.isProblem(given().queryParam("after", id).get(path).then(), 400, "malformed-request");
    Requests.isProblem(
        given().header("Last-Event-ID", id).get(path).then(), 400, "malformed-request");
  }

  @Test
  void isDescribedWithTheOtherAddresses() {
    given()
        .get("/q/openapi?format=json")
        .then()
        .statusCode(200)
        .body(containsString("/v1/callsigns/{domain}/events"))
        .body(containsString("/v1/events"))
        .body(containsString("/v1/watches/{id}"));
  }
}
