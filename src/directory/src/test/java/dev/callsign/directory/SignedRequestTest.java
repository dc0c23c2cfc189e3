package dev.callsign.directory;

import static dev.callsign.directory.LabResource.lab;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.callsign.json.Base64Url;
import dev.callsign.lab.LabDevice;
import dev.callsign.lab.LabHost;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.report.Slug;
import dev.callsign.request.RequestSigner;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a device proves itself, and every way in which it does not (docs/protocol.md §4). */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class SignedRequestTest {
  private static final String COUNTS = "Callsign-Prekeys";

  private final ShiftedClock clock;

  SignedRequestTest(ShiftedClock clock) {
    this.clock = clock;
  }

  @AfterEach
  void backToNow() {
    clock.shift(Duration.ZERO);
  }

  private static TestDevice alice() {
    return TestDevice.registered("signing");
  }

  private static TestDevice bob() {
    return TestDevice.registered("meddling");
  }

  /** The request that the tests get wrong: it has no payload and changes nothing. */
  private static RequestDraft draft(TestDevice device) {
    return device.draft("POST", device.path() + "/status", "");
  }

  private static ValidatableResponse sendTo(TestDevice device, byte[] body) {
    return TestDevice.send("POST", device.path() + "/status", body);
  }

  @Test
  void answersADeviceThatProvesItself() {
    TestDevice alice = alice();

    sendTo(alice, draft(alice).body())
        .statusCode(200)
        .body("device", equalTo("signing.callsign.test#1"))
        .header(COUNTS, equalTo("one-time=0, pq-one-time=0"));
  }

  @Test
  void takesPlainEd25519AndLibsignalsVariantWhateverTheSignOfTheKey() {
    IntStream.range(0, 6)
        .mapToObj(i -> TestDevice.registered("either-form-" + i))
        .forEach(
            device -> {
              sendTo(device, draft(device).body()).statusCode(200);
              sendTo(device, draft(device).plain().body()).statusCode(200);
            });
  }

  record Fault(String why, UnaryOperator<RequestDraft> change) {
    @Override
    public String toString() {
      return why;
    }
  }

  private static Fault text(String member, String value) {
    return new Fault(member + " is " + value, draft -> draft.with(member, value));
  }

  static Stream<Fault> faults() {
    String status = "/v1/callsigns/signing.callsign.test/devices/1/status";
    return Stream.of(
            Stream.of("typ", "alg", "kid", "htm", "htu", "iat", "jti")
                .map(member -> new Fault("no " + member, draft -> draft.without(member))),
            Stream.of("callsign-statement+jwt", "jwt", "CALLSIGN-REQUEST+JWS", "")
                .map(typ -> text("typ", typ)),
            Stream.of("ES256", "none", "Ed25519", "eddsa").map(alg -> text("alg", alg)),
            Stream.of(
                    "signing.callsign.test",
                    "signing.callsign.test#",
                    "signing.callsign.test#01",
                    "signing.callsign.test#0",
                    "signing.callsign.test#128",
                    "signing.callsign.test#1#1",
                    "SIGNING.callsign.test#1",
                    "signing.callsign.test.#1",
                    "bücher.callsign.test#1",
                    "localhost#1",
                    "#1",
                    "")
                .map(kid -> text("kid", kid)),
            Stream.of("GET", "PUT", "post", "").map(htm -> text("htm", htm)),
            Stream.of(
                    "https://localhost:8080" + status,
                    "http://localhost" + status,
                    "http://evil.example" + status,
                    TestDevice.BASE + "/v1/callsigns/meddling.callsign.test/devices/1/status",
                    TestDevice.BASE + "/v1/callsigns/signing.callsign.test/devices/1/claims",
                    TestDevice.BASE + status + "/",
                    TestDevice.BASE + status + "?x=1",
                    TestDevice.BASE + status + "#x",
                    status)
                .map(htu -> text("htu", htu)),
            Stream.of("", "AAAA", Base64Url.encode(new byte[17]), "AAAAAAAAAAAAAAAAAAAAAB", "A A")
                .map(jti -> text("jti", jti)),
            Stream.of(
                text("nonce", "one member more"),
                text("crit", "[]"),
                text("iat", "1790000000"),
                new Fault(
                    "iat is no integer", draft -> draft.header(json -> json.put("iat", 1.5e9))),
                new Fault("iat is negative", draft -> draft.header(json -> json.put("iat", -1))),
                new Fault(
                    "iat is beyond time",
                    draft -> draft.header(json -> json.put("iat", Long.MAX_VALUE))),
                new Fault("signed by another device", draft -> draft.signedBy(bob().identity())),
                new Fault(
                    "signed by nobody known",
                    draft -> draft.signedBy(IdentityKeyPair.generate(new SecureRandom()))),
                new Fault("another payload than signed", draft -> draft.sending("{}")),
                new Fault("another spelling of the header than signed", RequestDraft::respelled)))
        .flatMap(each -> each);
  }

  @ParameterizedTest
  @MethodSource("faults")
  @Provokes(Slug.BAD_REQUEST_SIGNATURE)
  void refusesARequestThatIsNotSignedForHereAndNow(Fault fault) {
    TestDevice alice = alice();

    Requests.isProblem(
            sendTo(alice, fault.change().apply(draft(alice)).body()), 401, "bad-request-signature")
        .header(COUNTS, nullValue());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 63, 65})
  void refusesASignatureOfAnotherLength(int length) {
    TestDevice alice = alice();
    String body =
        draft(alice).json().put("signature", Base64Url.encode(new byte[length])).toString();

    Requests.isProblem(
        sendTo(alice, body.getBytes(StandardCharsets.UTF_8)), 401, "bad-request-signature");
  }

  @ParameterizedTest
  @ValueSource(ints = {-60, 60})
  void takesAClockThatIs60SecondsOff(int seconds) {
    TestDevice alice = alice();
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    clock.stopAt(now.plusSeconds(seconds));
    byte[] body = draft(alice).body();

    for (Instant at : new Instant[] {now, now.plusMillis(999)}) {
      clock.stopAt(at);
      sendTo(alice, draft(alice).header(json -> json.put("iat", iat(now, seconds))).body())
          .statusCode(200);
    }
    clock.stopAt(now);
    sendTo(alice, body).statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {-61, 61})
  void refusesAClockThatIs61SecondsOff(int seconds) {
    TestDevice alice = alice();
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    for (Instant at : new Instant[] {now, now.plusMillis(999)}) {
      clock.stopAt(at);
      Requests.isProblem(
          sendTo(alice, draft(alice).header(json -> json.put("iat", iat(now, seconds))).body()),
          401,
          "bad-request-signature");
    }
  }

  private static long iat(Instant now, int seconds) {
    return now.plusSeconds(seconds).getEpochSecond();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody.callsign.test#1", "signing.callsign.test#2"})
  void doesNotKnowDevicesThatNoStatementLists(String kid) {
    TestDevice alice = alice();

    Requests.isProblem(sendTo(alice, draft(alice).with("kid", kid).body()), 404, "unknown-device")
        .header(COUNTS, nullValue());
  }

  @Test
  void refusesADeviceThatAsksInTheNameOfAnother() {
    TestDevice alice = alice();
    TestDevice bob = bob();

    for (String what : new String[] {"POST /status", "PUT /prekeys", "POST /prekeys/check"}) {
      String method = what.split(" ", -1)[0];
      String path = alice.path() + what.split(" ", -1)[1];
      Requests.isProblem(
              TestDevice.send(method, path, bob.draft(method, path, "{}").body()),
              401,
              "bad-request-signature")
          .header(COUNTS, equalTo("one-time=0, pq-one-time=0"));
    }
    Requests.isProblem(
        sendTo(alice, draft(alice).with("kid", bob.address().toString()).body()),
        401,
        "bad-request-signature");
  }

  @Test
  void refusesAQueryThatNobodySignedFor() {
    TestDevice alice = alice();
    String path = alice.path() + "/status";

    Requests.isProblem(
        TestDevice.send("POST", path + "?x=1", alice.draft("POST", path, "").body()),
        401,
        "bad-request-signature");
  }

  @Test
  void doesNotBelieveTheHostHeader() {
    TestDevice alice = alice();
    String path = alice.path() + "/status";

    for (String host : new String[] {"evil.example", "evil.example:1"}) {
      given()
          .header("Host", host)
          .contentType(RequestSigner.MEDIA_TYPE)
          .body(draft(alice).body())
          .post(path)
          .then()
          .statusCode(200);
      given()
          .header("Host", host)
          .header("X-Forwarded-Host", host)
          .contentType(RequestSigner.MEDIA_TYPE)
          .body(draft(alice).with("htu", "http://" + host + path).body())
          .post(path)
          .then()
          .statusCode(401);
    }
  }

  @Test
  void refusesARequestThatWasHereBefore() {
    TestDevice alice = alice();
    byte[] body = draft(alice).body();
    sendTo(alice, body).statusCode(200);

    Requests.isProblem(sendTo(alice, body), 401, "replayed-request").header(COUNTS, nullValue());
  }

  @Test
  void refusesAnotherRequestWithAJtiThatWasHereBefore() {
    TestDevice alice = alice();
    String jti = Base64Url.encode("sixteen bytes: 1".getBytes(StandardCharsets.US_ASCII));
    sendTo(alice, draft(alice).with("jti", jti).body()).statusCode(200);
    String path = alice.path() + "/prekeys/check";

    Requests.isProblem(
        TestDevice.send("POST", path, alice.draft("POST", path, "{}").with("jti", jti).body()),
        401,
        "replayed-request");
    sendTo(bob(), draft(bob()).with("jti", jti).body()).statusCode(200);
  }

  @Test
  void usesUpTheJtiOfARequestThatEndsInAProblem() {
    TestDevice alice = alice();
    String path = "/v1/callsigns/nobody.callsign.test/devices/1/claims";
    byte[] body = alice.draft("POST", path, "").body();
    Requests.isProblem(TestDevice.send("POST", path, body), 404, "unknown-callsign");

    Requests.isProblem(TestDevice.send("POST", path, body), 401, "replayed-request");
  }

  @Test
  void doesNotUseUpTheJtiOfARequestWithABadSignature() {
    TestDevice alice = alice();
    RequestDraft draft = draft(alice);
    sendTo(alice, draft.signedBy(bob().identity()).body()).statusCode(401);

    sendTo(alice, draft.signedBy(alice.identity()).body()).statusCode(200);
  }

  @Test
  void remembersARequestForLongerThanItsTimeIsGood() {
    TestDevice alice = alice();
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    clock.stopAt(now);
    byte[] body = draft(alice).header(json -> json.put("iat", iat(now, 60))).body();
    sendTo(alice, body).statusCode(200);

    clock.stopAt(now.plusSeconds(120));
    Requests.isProblem(sendTo(alice, body), 401, "replayed-request");
    clock.stopAt(now.plusSeconds(121));
    Requests.isProblem(sendTo(alice, body), 401, "bad-request-signature");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "\"eyJ\"",
        "eyJ.eyJ.AAAA",
        "{\"protected\": \"e30\", \"payload\": \"\"}",
        "{\"protected\": \"e30\", \"signature\": \"AAAA\"}",
        "{\"payload\": \"\", \"signature\": \"AAAA\"}",
        "{\"protected\": \"e30=\", \"payload\": \"\", \"signature\": \"AAAA\"}",
        "{\"protected\": \"e30\", \"payload\": \"e31\", \"signature\": \"AAAA\"}",
        "{\"protected\": \"e30\", \"payload\": \"\", \"payload\": \"\", \"signature\": \"AAAA\"}",
        "{\"protected\": \"e30\", \"payload\": \"\", \"signature\": \"AAAA\", \"header\": {}}",
        "{\"protected\": {}, \"payload\": \"\", \"signature\": \"AAAA\"}",
        "{\"protected\": \"e30\", \"payload\": \"\", \"signature\": \"AAAA\"} {}",
        "{\"payload\": \"\", \"signatures\": [{\"protected\": \"e30\", \"signature\": \"AAAA\"}]}",
      })
  void refusesABodyThatIsNoFlattenedJws(String body) {
    Requests.isProblem(
            sendTo(alice(), body.getBytes(StandardCharsets.UTF_8)), 400, "malformed-request")
        .header(COUNTS, nullValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/jose", "text/plain"})
  void refusesOtherMediaTypes(String mediaType) {
    TestDevice alice = alice();

    Requests.isProblem(
            given()
                .contentType(mediaType)
                .body(draft(alice).body())
                .post(alice.path() + "/status")
                .then(),
            415,
            "unsupported-media-type")
        .header(COUNTS, nullValue());
  }

  @Test
  void refusesABodyAboveOneMebibyte() {
    Requests.isProblem(sendTo(alice(), new byte[1024 * 1024 + 1]), 413, "request-too-large")
        .header(COUNTS, nullValue());
  }

  @Test
  void refusesABodyOfUnknownLengthThatGrowsBeyondOneMebibyte()
      throws IOException, InterruptedException {
    HttpRequest chunked =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + RestAssured.port + alice().path() + "/status"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", RequestSigner.MEDIA_TYPE)
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(new byte[1024 * 1024 + 1])))
            .build();

    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(chunked, BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.body()).contains("#request-too-large");
    }
  }

  @Test
  void doesNotKnowADeviceWhoseStatementHasExpired() {
    TestDevice alice = alice();
    clock.shift(Duration.ofDays(400));

    Requests.isProblem(sendTo(alice, draft(alice).body()), 404, "unknown-device");
  }

  @Test
  void doesNotKnowADeviceThatLeftTheStatement() {
    LabHost host = lab().host("leaving");
    Requests.register(host.callsign());
    LabDevice second = host.addDeviceByConsent();
    Requests.check(host.callsign()).body("grade", equalTo("extended"));
    TestDevice leaving = new TestDevice(host, second);
    leaving.status().statusCode(200);
    host.removeDeviceByConsent(second.listed().id());
    Requests.check(host.callsign()).body("grade", equalTo("reduced"));

    Requests.isProblem(leaving.status(), 404, "unknown-device");
  }

  @Test
  void tellsWhatIsLeftAlsoWithAProblem() {
    TestDevice alice = TestDevice.registered("counting");
    alice.upload(alice.prekeys().upload(2, 1)).header(COUNTS, equalTo("one-time=2, pq-one-time=1"));
    String nobody = "/v1/callsigns/nobody.callsign.test/devices/1/claims";

    for (ValidatableResponse problem :
        new ValidatableResponse[] {
          alice.send("POST", nobody, "").statusCode(404),
          alice.send("POST", alice.path() + "/status", "{}").statusCode(400),
          alice.upload("{}").statusCode(400),
          alice.upload(TestDevice.strangersPrekeys().upload(1, 0)).statusCode(422),
          alice.upload(alice.otherPrekeys().upload(1, 0)).statusCode(409),
        }) {
      problem.header(COUNTS, matchesPattern("one-time=2, pq-one-time=1"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/callsigns/a%22b/devices/1/status",
        "/v1/callsigns/%7C/devices/1/status",
        "/v1/callsigns/%FF/devices/1/status",
        "/v1/callsigns/signing.callsign.test/devices/x/status",
      })
  void answersOddAddressesWithAProblem(String path) throws IOException {
    String raw =
        RawRequest.send(
            "POST " + path + " HTTP/1.1",
            "Host: localhost",
            "Content-Type: " + RequestSigner.MEDIA_TYPE,
            "Content-Length: 2",
            "Connection: close",
            "",
            "{}");

    assertThat(raw).matches("(?s)HTTP/1.1 40[014] .*application/problem\\+json.*");
  }
}
