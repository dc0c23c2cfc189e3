package dev.callsign.directory.fetch;

import static dev.callsign.directory.fetch.AcmeServer.json;
import static dev.callsign.directory.fetch.AcmeServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ticker;
import dev.callsign.directory.ShiftedClock;
import dev.callsign.lab.Lab;
import dev.callsign.renewal.CertId;
import dev.callsign.renewal.SuggestedWindow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ACME servers, good and hostile. */
class RenewalInfoFetcherTest {
  private static final Instant NOW = Instant.parse("2026-10-01T12:00:00Z");

  /** Long enough for any answer that comes. */
  private static final Duration PATIENT = Duration.ofSeconds(30);

  /** What is waited for what never comes. */
  private static final Duration IMPATIENT = Duration.ofMillis(300);

  private static final String WINDOW =
      """
      {"suggestedWindow": {"start": "2026-11-01T00:00:00Z", "end": "2026-11-02T12:00:00Z"},
       "explanationURL": "https://acme.example/why"}
      """;

  private static final SuggestedWindow SUGGESTED =
      new SuggestedWindow(
          Instant.parse("2026-11-01T00:00:00Z"),
          Instant.parse("2026-11-02T12:00:00Z"),
          URI.create("https://acme.example/why"));

  private static final Lab LAB = Lab.start(Clock.systemUTC(), new SecureRandom());

  private final X509Certificate leaf =
      LAB.authority().issue(LAB.authority().leaf("alice.callsign.test")).leaf();
  private final String path = "/ari/" + CertId.of(leaf).orElseThrow();
  private final ShiftedClock clock = new ShiftedClock();
  private final AcmeServer server =
      new AcmeServer(LAB.authority().issue(LAB.authority().leaf("localhost")));

  @BeforeEach
  void answersAsItShould() {
    clock.stopAt(NOW);
    server.put("/directory", json("{\"renewalInfo\": \"" + server.uri("/ari") + "\"}"));
    server.put(path, json(WINDOW, "Retry-After", "21600"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @AfterAll
  static void close() {
    LAB.close();
  }

  private RenewalInfoFetcher fetcher(URI directory, Duration timeout) {
    return new RenewalInfoFetcher(
        directory,
        List.of(LAB.authority().anchor()),
        timeout,
        "test/1",
        clock,
        Ticker.systemTicker());
  }

  private RenewalInfoFetcher fetcher() {
    return fetcher(server.uri("/directory"), PATIENT);
  }

  private RenewalInfoResult fetch() {
    return fetcher().fetch(leaf);
  }

  private static void assertTemporary(RenewalInfoResult result, String reason) {
    assertThat(result)
        .isInstanceOfSatisfying(
            RenewalInfoResult.TemporaryFailure.class,
            failure -> assertThat(failure.reason()).contains(reason));
  }

  private static void assertLongTerm(RenewalInfoResult result, String reason) {
    assertThat(result)
        .isInstanceOfSatisfying(
            RenewalInfoResult.LongTermFailure.class,
            failure -> assertThat(failure.reason()).contains(reason));
  }

  @Test
  void asksWhatTheRfcSays() {
    assertThat(fetch()).isEqualTo(new RenewalInfoResult.Window(SUGGESTED, Duration.ofHours(6)));

    assertThat(server.requests()).containsExactly("/directory", path);
    assertThat(server.lastHead().getFirst("User-Agent")).isEqualTo("test/1");
    assertThat(server.lastHead().getFirst("Accept-Encoding")).isEqualTo("identity");
    assertThat(server.lastHead()).doesNotContainKeys("Authorization", "Cookie");
  }

  @ParameterizedTest
  @CsvSource({
    "7200,                              PT2H",
    "1,                                 PT1M",
    "31536000,                          PT24H",
    "'Thu, 01 Oct 2026 15:00:00 GMT',   PT3H",
    "'Thu, 01 Oct 2020 15:00:00 GMT',   PT1M",
    ",                                  PT6H",
    "'',                                PT6H",
    "whenever,                          PT6H",
  })
  void isToldWhenToAskAgain(@Nullable String field, Duration retryAfter) {
    server.put(path, field == null ? json(WINDOW) : json(WINDOW, "Retry-After", field));

    assertThat(fetch()).isEqualTo(new RenewalInfoResult.Window(SUGGESTED, retryAfter));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"newNonce\": \"https://acme.example/nonce\"}"})
  void saysWhenTheServerOffersNone(String directory) {
    server.put("/directory", json(directory));

    assertThat(fetch()).isEqualTo(new RenewalInfoResult.NotOffered());
    assertThat(server.requests()).containsExactly("/directory");
  }

  @Test
  void asksNobodyWhenItIsSwitchedOff() {
    assertThat(RenewalInfoSource.none().fetch(leaf)).isEqualTo(new RenewalInfoResult.NotOffered());
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 599})
  void callsTroubleOfTheServerTemporary(int status) {
    server.put(path, status(status, "busy", "Retry-After", "3"));
    assertTemporary(fetch(), "status " + status);

    server.put("/directory", status(status, "busy"));
    assertTemporary(fetch(), "its directory: status " + status);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 206, 301, 302, 303, 307, 308, 400, 401, 403, 404, 407, 410, 429})
  void callsEveryOtherStatusALongTermError(int status) {
    String elsewhere = server.uri("/elsewhere").toString();
    server.put("/elsewhere", json(WINDOW, "Retry-After", "60"));
    server.put(path, status(status, status == 204 ? "" : WINDOW, "Location", elsewhere));
    assertLongTerm(fetch(), "status " + status);

    server.put("/directory", status(status, status == 204 ? "" : "{}", "Location", elsewhere));
    assertLongTerm(fetch(), "its directory: status " + status);
    assertThat(server.requests()).doesNotContain("/elsewhere");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not found",
        "<html>",
        "{}",
        "{\"suggestedWindow\": {\"start\": \"2026-11-02T00:00:00Z\", \"end\": \"2026-11-01T00:00:00Z\"}}",
      })
  void callsWhatIsNoWindowALongTermError(String body) {
    server.put(path, json(body, "Retry-After", "60"));

    assertLongTerm(fetch(), "no window");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "{\"renewalInfo\": \"http://localhost/ari\"}",
        "{\"renewalInfo\": \"ari\"}",
        "{\"renewalInfo\": 7}",
      })
  void callsWhatIsNoDirectoryALongTermError(String body) {
    server.put("/directory", json(body));

    assertLongTerm(fetch(), "its directory");
    assertThat(server.requests()).containsExactly("/directory");
  }

  @Test
  void refusesAnAnswerInAContentEncoding() {
    server.put(path, json(WINDOW, "Retry-After", "60", "Content-Encoding", "gzip"));
    assertLongTerm(fetch(), "content encoding");

    server.put(path, json(WINDOW, "Retry-After", "60", "Content-Encoding", "identity"));
    assertThat(fetch()).isInstanceOf(RenewalInfoResult.Window.class);
  }

  @Test
  void readsAnAnswerOf64KibibytesAndNoMore() {
    String longest = WINDOW + " ".repeat(HttpsGet.MAX_ANSWER_BYTES - WINDOW.length());
    server.put(path, json(longest, "Retry-After", "60"));
    assertThat(fetch()).isInstanceOf(RenewalInfoResult.Window.class);

    server.put(path, json(longest + " ", "Retry-After", "60"));
    assertLongTerm(fetch(), "64 KiB");
  }

  @Test
  void endsAnAnswerThatNeverEnds() {
    server.put(path, AcmeServer.endless(200));
    assertLongTerm(fetch(), "64 KiB");

    server.put(path, AcmeServer.endless(404));
    assertLongTerm(fetch(), "status 404");

    server.put("/directory", AcmeServer.endless(503));
    assertTemporary(fetch(), "status 503");
  }

  static Stream<AcmeServer.Answer> brokenAnswers() {
    return Stream.of(AcmeServer.nothing(), AcmeServer.half());
  }

  @ParameterizedTest
  @MethodSource("brokenAnswers")
  void callsABrokenConnectionTemporary(AcmeServer.Answer answer) {
    server.put(path, answer);

    assertTemporary(fetch(), "no whole HTTP/1.1 answer");
  }

  static Stream<AcmeServer.Answer> lateAnswers() {
    return Stream.of(AcmeServer.silence(), AcmeServer.endlessWait());
  }

  @ParameterizedTest
  @MethodSource("lateAnswers")
  void waitsNoLongerThanItMay(AcmeServer.Answer answer) {
    server.put("/directory", answer);

    assertTemporary(fetcher(server.uri("/directory"), IMPATIENT).fetch(leaf), "in time");
  }

  @Test
  void waitsNoLongerForAHandshakeEither() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI directory = URI.create("https://localhost:" + mute.getLocalPort() + "/directory");

      assertTemporary(fetcher(directory, IMPATIENT).fetch(leaf), "in time");
    }
  }

  @Test
  void waitsForAllRequestsTogether() {
    long[] nanos = {0};
    RenewalInfoFetcher fetcher =
        new RenewalInfoFetcher(
            server.uri("/directory"),
            List.of(LAB.authority().anchor()),
            Duration.ofHours(1),
            "test/1",
            clock,
            new Ticker() {
              @Override
              public long read() {
                return nanos[0];
              }
            });
    server.put(
        "/directory",
        exchange -> {
          nanos[0] = Duration.ofHours(1).toNanos();
          json("{\"renewalInfo\": \"" + server.uri("/ari") + "\"}").send(exchange);
        });

    assertTemporary(fetcher.fetch(leaf), "in time");
  }

  @Test
  void callsAServerThatIsNotThereALongTermError() throws IOException {
    URI directory;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      directory = URI.create("https://localhost:" + gone.getLocalPort() + "/directory");
    }

    assertLongTerm(fetcher(directory, PATIENT).fetch(leaf), "cannot be reached");
  }

  @Test
  void trustsNoServerThatNoAnchorVouchesFor() {
    RenewalInfoFetcher stranger =
        new RenewalInfoFetcher(
            server.uri("/directory"), List.of(), PATIENT, "test/1", clock, Ticker.systemTicker());

    assertLongTerm(stranger.fetch(leaf), "TLS");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void trustsNoServerUnderAnotherName() {
    URI byAddress =
        URI.create(server.uri("/directory").toString().replace("localhost", "127.0.0.1"));

    assertLongTerm(fetcher(byAddress, PATIENT).fetch(leaf), "TLS");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void asksForTheDirectoryOncePerDay() {
    RenewalInfoFetcher fetcher = fetcher();
    fetcher.fetch(leaf);
    clock.stopAt(NOW.plus(Duration.ofDays(1)).minusSeconds(1));
    fetcher.fetch(leaf);
    assertThat(server.requests()).containsExactly("/directory", path, path);

    clock.stopAt(NOW.plus(Duration.ofDays(1)));
    fetcher.fetch(leaf);
    assertThat(server.requests()).containsExactly("/directory", path, path, "/directory", path);
  }

  @Test
  void remembersForADayThatNothingIsOffered() {
    RenewalInfoFetcher fetcher = fetcher();
    AcmeServer.Answer offering = json("{\"renewalInfo\": \"" + server.uri("/ari") + "\"}");
    server.put("/directory", json("{}"));
    fetcher.fetch(leaf);
    server.put("/directory", offering);

    assertThat(fetcher.fetch(leaf)).isInstanceOf(RenewalInfoResult.NotOffered.class);
    clock.stopAt(NOW.plus(Duration.ofDays(1)));
    assertThat(fetcher.fetch(leaf)).isInstanceOf(RenewalInfoResult.Window.class);
  }

  static Stream<AcmeServer.Answer> failures() {
    return Stream.of(status(503, ""), status(404, ""), json("<html>"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void asksForTheDirectoryAgainAfterAFailure(AcmeServer.Answer failure) {
    RenewalInfoFetcher fetcher = fetcher();
    fetcher.fetch(leaf);
    server.put(path, failure);
    fetcher.fetch(leaf);
    server.put("/directory", json("{\"renewalInfo\": \"" + server.uri("/moved") + "\"}"));
    server.put(path.replace("/ari/", "/moved/"), json(WINDOW, "Retry-After", "60"));

    assertThat(fetcher.fetch(leaf)).isInstanceOf(RenewalInfoResult.Window.class);
    assertThat(server.requests())
        .containsExactly("/directory", path, path, "/directory", path.replace("/ari/", "/moved/"));
  }

  @Test
  void cannotAskAboutACertificateThatNamesNoIssuer() {
    assertLongTerm(fetcher().fetch(LAB.authority().anchor()), "issuer");
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://acme.example/directory", "acme.example/directory", "https:///directory"})
  void asksOverHttpsOnly(String directory) {
    assertThatThrownBy(() -> fetcher(URI.create(directory), PATIENT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void leavesWhenItIsInterrupted() {
    server.put("/directory", AcmeServer.silence());
    Thread.currentThread().interrupt();

    assertTemporary(fetch(), "nobody waits");
    assertThat(Thread.interrupted()).isTrue();
  }
}
