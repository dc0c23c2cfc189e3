package dev.callsign.acme.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.order.StubCa.Reply;
import dev.callsign.lab.Lab;
import dev.callsign.renewal.CertId;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are busy, broken, wrong about the time, or none: every answer is a result. */
class StubbornServerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Solver NOBODY = new Unasked();

  private static Lab lab;

  private StubCa ca;

  @BeforeAll
  static void startLab() {
    lab = Lab.start(Clock.systemUTC(), new SecureRandom());
  }

  @AfterAll
  static void stopLab() {
    lab.close();
  }

  @BeforeEach
  void startServer() throws Exception {
    ca = StubCa.start(lab);
  }

  @AfterEach
  void stopServer() throws Exception {
    ca.close();
  }

  @ParameterizedTest
  @CsvSource({
    "429, 600, 600",
    "429, 1, 60", // not so soon again
    "429, 99999999999, 604800", // taken for a mistake
    "429, soon, 3600", // not understood
    "429, -5, 3600",
    "503, 7200, 7200", // Let's Encrypt says rateLimited with both
  })
  void asksNotBeforeItMay(int status, String retryAfter, long seconds) throws Exception {
    ca.reply("/order", Reply.problem(status, "rateLimited", "Retry-After: " + retryAfter));

    assertThat(open())
        .isEqualTo(
            new OrderFailure.RateLimited(
                "rateLimited: because of rateLimited", NOW.plusSeconds(seconds)));
  }

  @ParameterizedTest
  @ValueSource(ints = {-600, 0, 600})
  void countsADateFromTheClockOfTheServer(int skew) throws Exception {
    ca.skew(Duration.ofSeconds(skew));
    Instant there = Instant.now().plusSeconds(skew + 1800);
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(there.atOffset(ZoneOffset.UTC));
    ca.reply("/order", Reply.problem(429, "rateLimited", "Retry-After: " + date));

    Instant until = ((OrderFailure.RateLimited) open()).until();

    assertThat(until).isBetween(NOW.plusSeconds(1780), NOW.plusSeconds(1800));
  }

  @Test
  void honoursTheTimeOfALoadBalancerThatDoesNotSpeakAcme() throws Exception {
    ca.reply("/order", Reply.html(503, "Retry-After: 120"));
    assertThat(open())
        .isInstanceOfSatisfying(
            OrderFailure.RateLimited.class,
            limited -> assertThat(limited.until()).isEqualTo(NOW.plusSeconds(120)));

    ca.reply("/dir", Reply.html(503, "Retry-After: 120"));
    assertThat(open()).isInstanceOf(OrderFailure.RateLimited.class);

    ca.directory("");
    ca.reply("/nonce", Reply.html(503, "Retry-After: 120"));
    assertThat(open()).isInstanceOf(OrderFailure.RateLimited.class);
  }

  @ParameterizedTest
  @CsvSource({
    "500, serverInternal, Unreachable",
    "400, badNonce, Unreachable",
    "400, accountDoesNotExist, AccountUnknown",
    "403, userActionRequired, UserActionRequired",
    "403, caa, Refused",
    "400, rejectedIdentifier, Refused",
    "400, unsupportedIdentifier, Refused",
    "400, badCSR, Refused",
    "403, externalAccountRequired, Refused",
    "403, unauthorized, Refused",
    "400, malformed, Refused",
    "400, somethingNew, Refused",
    "502, somethingNew, Unreachable",
    "400, badPublicKey, KeyRefused",
    "409, alreadyReplaced, ReplacesRefused",
    "400, dns, ValidationFailed",
    "400, connection, ValidationFailed",
  })
  void knowsWhatAProblemMeans(int status, String type, String kind) throws Exception {
    ca.reply("/order", Reply.problem(status, type));

    assertThat(open().getClass().getSimpleName()).isEqualTo(kind);
    assertThat(open().detail()).isEqualTo(type + ": because of " + type);
  }

  @Test
  void saysWhereAPersonHasToAgree() throws Exception {
    ca.reply(
        "/order",
        Reply.problem(
            403,
            "userActionRequired",
            "Link: <https://ca.example/terms>;rel=\"terms-of-service\""));

    assertThat(open())
        .isInstanceOfSatisfying(
            OrderFailure.UserActionRequired.class,
            action -> assertThat(action.where()).contains(URI.create("https://ca.example/terms")));
  }

  @Test
  void takesForUnreachableWhatIsNotAcme() throws Exception {
    for (Reply nonsense :
        List.of(
            Reply.html(500),
            Reply.html(503),
            Reply.html(404),
            Reply.html(200),
            Reply.json(201, "{}"), // without a location
            Reply.json(201, "not json", "Location: https://localhost/1"),
            Reply.json(201, "{}", "Location: ://"),
            Reply.json(302, "{}", "Location: " + ca.url("/other")),
            Reply.of(400, "application/problem+json", "[]"),
            Reply.of(400, "application/problem+json", "{}"),
            Reply.json(201, "x".repeat(BoundedHttp.MAX_ANSWER_BYTES + 1)),
            new Reply("SSH-2.0-OpenSSH_9.2\r\n"),
            Reply.UNFINISHED,
            Reply.SILENCE)) {
      ca.reply("/order", nonsense);
      assertThat(open()).as(nonsense.text()).isInstanceOf(OrderFailure.Unreachable.class);
    }
    assertThat(ca.asked()).doesNotContain("/other");
  }

  @Test
  void takesForUnreachableADirectoryThatIsNone() throws Exception {
    for (Reply nonsense :
        List.of(
            Reply.json(200, "[]"),
            Reply.json(200, "{}"),
            Reply.json(200, "{\"newOrder\": 7}"),
            Reply.json(200, "{\"meta\": []}"),
            Reply.json(200, "{\"meta\": {}}", "Cache-Control: max-age=99999999999"),
            Reply.html(200),
            Reply.SILENCE)) {
      ca.reply("/dir", nonsense);
      assertThat(open()).as(nonsense.text()).isInstanceOf(OrderFailure.Unreachable.class);
    }
    ca.close();
    assertThat(open()).isInstanceOf(OrderFailure.Unreachable.class);
    assertThat(open().detail()).contains("localhost", "no connection");
  }

  @Test
  void trustsNobodyWithoutBeingTold() throws Exception {
    Account account = account(new AcmeServer(ca.server().directory(), List.of()));

    OpenResult result =
        new Orders(account, CLOCK, _ -> true, TIMEOUT).open(PebbleAccount.request("a.test.test"));

    assertThat(((OpenResult.Failed) result).failure().detail()).contains("no TLS connection");
  }

  @Test
  void goesOnToTheNextProfileWhenOneIsRefusedAfterAll() throws Exception {
    ca.directory(", \"meta\": {\"profiles\": {\"gone\": \"\", \"here\": \"\"}}");
    ca.reply("/order", Reply.problem(400, "invalidProfile"), order("/order/1"));

    assertThat(orders().open(PebbleAccount.request("alice.callsign.test", "gone", "here")))
        .isEqualTo(new OpenResult.Opened(ca.url("/order/1"), Optional.of("here")));
    assertThat(ca.payload().path("profile").asText()).isEqualTo("here");
  }

  @Test
  void asksForNoProfileWhereTheServerKnowsNone() throws Exception {
    ca.reply("/order", order("/order/1"));

    assertThat(orders().open(PebbleAccount.request("alice.callsign.test", "tlsserver")))
        .isEqualTo(new OpenResult.Opened(ca.url("/order/1"), Optional.empty()));
    assertThat(ca.payload().has("profile")).isFalse();
  }

  @Test
  void replacesOnlyWhereTheServerGivesRenewalInformation() throws Exception {
    NewOrder renewal =
        new NewOrder(
            PebbleAccount.callsign("alice.callsign.test"),
            List.of(),
            Optional.empty(),
            Optional.of(new CertId("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE")));
    ca.reply("/order", order("/order/1"));
    orders().open(renewal);
    assertThat(ca.payload().has("replaces")).isFalse();

    ca.directory(", \"renewalInfo\": \"%s\"".formatted(ca.url("/renewal")));
    orders().open(renewal);
    assertThat(ca.payload().path("replaces").asText())
        .isEqualTo("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE");

    for (Reply refusal :
        List.of(
            Reply.problem(409, "alreadyReplaced"),
            Reply.problem(409, "conflict"),
            Reply.problem(403, "unauthorized"),
            Reply.problem(404, "malformed"))) {
      ca.reply("/order", refusal);
      assertThat(((OpenResult.Failed) orders().open(renewal)).failure())
          .isInstanceOf(OrderFailure.ReplacesRefused.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-600, 600})
  void issuesWhateverTheServerThinksTheTimeIs(int skew) throws Exception {
    ca.skew(Duration.ofSeconds(skew));
    String expired = Instant.now().minusSeconds(1).toString();
    String finalize =
        "\"finalize\": \"%s\", \"expires\": \"%s\"".formatted(ca.url("/finalize"), expired);
    ca.reply("/finalize", status("processing", finalize, "Retry-After: 1"));
    ca.reply(
        "/order/1",
        status("ready", finalize),
        status("processing", finalize, "Retry-After: 1"),
        status("processing", finalize, "Retry-After: nonsense"),
        status("valid", finalize));

    assertThat(orders().authorize(ca.url("/order/1"), NOBODY))
        .isEqualTo(new AuthorizeResult.Authorized(List.of()));
    ca.reply(
        "/order/1",
        status("ready", finalize),
        status("processing", finalize, "Retry-After: 1"),
        status("processing", finalize, "Retry-After: nonsense"),
        status("valid", finalize));
    assertThat(orders().finalizeOrder(ca.url("/order/1"), new byte[] {1}))
        .isEqualTo(new FinalizeResult.Finalized());
  }

  @Test
  void hasPatienceButNotForEver() throws Exception {
    ca.reply("/order/1", status("processing", "\"finalize\": \"x\""));

    assertThat(orders().finalizeOrder(ca.url("/order/1"), new byte[] {1}))
        .isEqualTo(new FinalizeResult.Processing());
    assertThat(ca.asked().stream().filter("/order/1"::equals)).hasSizeBetween(20, 50);
  }

  @Test
  void endsWhenItIsTold() throws Exception {
    ca.reply("/order/1", status("processing", "\"finalize\": \"x\""));
    Orders ending = new Orders(account(ca.server()), CLOCK, _ -> false, TIMEOUT);

    assertThat(ending.finalizeOrder(ca.url("/order/1"), new byte[] {1}))
        .isEqualTo(new FinalizeResult.Processing());
  }

  @ParameterizedTest
  @CsvSource({
    "caa, Refused",
    "rejectedIdentifier, Refused",
    "badCSR, Refused",
    "badPublicKey, KeyRefused",
    "dns, ValidationFailed",
    "connection, ValidationFailed",
    "serverInternal, OrderLost",
    "'', OrderLost",
  })
  void saysWhyAnOrderIsInvalid(String type, String kind) throws Exception {
    String error =
        type.isEmpty()
            ? ""
            : ", \"error\": {\"type\": \"urn:ietf:params:acme:error:%s\"}".formatted(type);
    ca.reply("/order/1", status("invalid", "\"authorizations\": []" + error));

    DownloadResult result = orders().download(ca.url("/order/1"), Optional.empty());

    assertThat(((DownloadResult.Failed) result).failure().getClass().getSimpleName())
        .isEqualTo(kind);
  }

  @Test
  void saysThatAnOrderOfAnUnknownStatusIsLost() throws Exception {
    ca.reply("/order/1", status("resting", "\"authorizations\": []"));

    AuthorizeResult result = orders().authorize(ca.url("/order/1"), NOBODY);

    assertThat(((AuthorizeResult.Failed) result).failure())
        .isInstanceOf(OrderFailure.OrderLost.class);
  }

  @Test
  void refusesWhatNoSolverAnswers() throws Exception {
    pending("{\"type\": \"dns-01\", \"url\": \"%s\", \"token\": \"t\", \"status\": \"pending\"}");

    AuthorizeResult result = orders().authorize(ca.url("/order/1"), NOBODY);

    assertThat(((AuthorizeResult.Failed) result).failure())
        .isEqualTo(new OrderFailure.Refused("the server offers no challenge http-01"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../../../etc/cron.d/x", "a b", "a.b", "ä"})
  void neverWritesATokenThatIsNone(String token) throws Exception {
    pending(
        "{\"type\": \"http-01\", \"url\": \"%s\", \"status\": \"pending\", \"token\": \""
            + token
            + "\"}");

    AuthorizeResult result = orders().authorize(ca.url("/order/1"), NOBODY);

    assertThat(((AuthorizeResult.Failed) result).failure())
        .isInstanceOf(OrderFailure.Unreachable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"valid", "invalid"})
  void tellsTheOutcomeWhateverIsLeftBehind(String outcome) throws Exception {
    String challenge =
        "{\"type\": \"http-01\", \"url\": \"%s\", \"token\": \"t\", \"status\": \"pending\"%s}";
    String error =
        ", \"error\": {\"type\": \"urn:ietf:params:acme:error:dns\", \"detail\": \"no such name\"}";
    ca.reply("/challenge", Reply.json(200, challenge.formatted(ca.url("/challenge"), "")));
    ca.reply(
        "/order/1",
        status("pending", "\"authorizations\": [\"%s\"]".formatted(ca.url("/authorization"))),
        status("ready", "\"authorizations\": []"));
    ca.reply(
        "/authorization",
        authorization("pending", challenge.formatted(ca.url("/challenge"), "")),
        authorization("pending", challenge.formatted(ca.url("/challenge"), "")),
        authorization(outcome, challenge.formatted(ca.url("/challenge"), error)));

    AuthorizeResult result = orders().authorize(ca.url("/order/1"), new Untidy());

    assertThat(result.leftovers()).containsExactly("a record is left");
    assertThat(result)
        .isEqualTo(
            outcome.equals("valid")
                ? new AuthorizeResult.Authorized(result.leftovers())
                : new AuthorizeResult.Failed(
                    new OrderFailure.ValidationFailed("dns: no such name"), result.leftovers()));
    assertThat(ca.asked().stream().filter("/challenge"::equals)).hasSize(1);
  }

  @Test
  void passesOverOrdersThatAreListedAndNotThere() throws Exception {
    ca.reply(
        "/account/1",
        Reply.json(200, "{\"status\": \"valid\", \"orders\": \"%s\"}".formatted(ca.url("/list"))));
    ca.reply(
        "/list",
        Reply.json(
            200,
            "{\"orders\": [\"%s\", \"%s\"]}".formatted(ca.url("/order/1"), ca.url("/order/2"))));
    ca.reply(
        "/order/1",
        status(
            "processing",
            "\"identifiers\": [{\"type\": \"dns\", \"value\": \"alice.callsign.test\"}]"));

    assertThat(orders().find(PebbleAccount.request("alice.callsign.test"), NOW))
        .isEqualTo(new FindResult.Found(ca.url("/order/1")));
  }

  @Test
  void knowsNobodyWhereThereIsNoListOfOrders() throws Exception {
    ca.reply("/account/1", Reply.json(200, "{\"status\": \"valid\"}"));

    assertThat(orders().find(PebbleAccount.request("alice.callsign.test"), NOW))
        .isEqualTo(new FindResult.NoList());
  }

  private void pending(String challenge) {
    ca.reply(
        "/order/1",
        status("pending", "\"authorizations\": [\"%s\"]".formatted(ca.url("/authorization"))));
    ca.reply("/authorization", authorization("pending", challenge.formatted(ca.url("/challenge"))));
  }

  private static Reply authorization(String status, String challenge) {
    return status(
        status,
        "\"identifier\": {\"type\": \"dns\", \"value\": \"alice.callsign.test\"}, \"challenges\": ["
            + challenge
            + "]");
  }

  private Reply order(String location) {
    return Reply.json(201, "{\"status\": \"pending\"}", "Location: " + ca.url(location));
  }

  private static Reply status(String status, String members, String... fields) {
    return Reply.json(200, "{\"status\": \"%s\", %s}".formatted(status, members), fields);
  }

  private OrderFailure open() throws Exception {
    OpenResult result = orders().open(PebbleAccount.request("alice.callsign.test"));
    return ((OpenResult.Failed) result).failure();
  }

  private Orders orders() throws Exception {
    return new Orders(account(ca.server()), CLOCK, _ -> true, TIMEOUT);
  }

  private Account account(AcmeServer server) throws Exception {
    return new Account(server, PebbleAccount.newKey(), ca.url("/account/1"));
  }

  /** Answers http-01 and cannot take the answer away. */
  private static final class Untidy implements Solver {

    @Override
    public String type() {
      return "http-01";
    }

    @Override
    public Presentation present(OpenChallenge challenge) {
      return new Presentation.Standing(
          () -> {
            throw new IOException("a record\nis left");
          });
    }
  }

  /** Answers http-01, but is never asked to. */
  private static final class Unasked implements Solver {

    @Override
    public String type() {
      return "http-01";
    }

    @Override
    public Presentation present(OpenChallenge challenge) {
      throw new AssertionError("nobody should be asked for " + challenge);
    }
  }
}
