package dev.callsign.acme.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.acme.MovingClock;
import dev.callsign.acme.Owner;
import dev.callsign.acme.Shell;
import dev.callsign.acme.Shell.Outcome;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.file.ExclusiveLock;
import dev.callsign.event.DirectoryKeyPair;
import dev.callsign.event.EventSigner;
import dev.callsign.lab.Lab;
import dev.callsign.statement.StatementSigner;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the monitor makes of directories, good and hostile. */
class MonitorCommandTest {

  /** SHA-256 of what nobody here signed. */
  private static final String FOREIGN = "A".repeat(42) + "E";

  private static Lab lab;

  private final MovingClock clock = new MovingClock();
  private final List<Duration> waits = new ArrayList<>();

  private final Path folder;
  private Owner alice;
  private String own;
  private NewsDirectory directory;

  MonitorCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void startsTheLab() {
    lab = Lab.start(Shell.now().clock(), new SecureRandom());
  }

  @AfterAll
  static void stopsTheLab() {
    lab.close();
  }

  @BeforeEach
  void aliceHasSigned() throws Exception {
    alice = Owner.of("alice.example", lab, folder);
    own = StatementSigner.sha256(alice.signedNow().strip());
    directory = new NewsDirectory();
    directory.hasStatement(11, "first", 1, own);
  }

  @AfterEach
  void stopsTheDirectory() {
    directory.close();
  }

  @Test
  void isQuietAboutWhatIsOurs() {
    directory.has(12, "renewal-due");

    Outcome outcome = once();

    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(outcome.out()).contains("2 new entries at ", "no alarm").hasLineCount(1);
  }

  @Test
  void alarmsOnAStatementThatWasNotSignedHereAndSaysWhatToDo() {
    once();
    directory.hasStatement(12, "held", 2, FOREIGN).put("detail", "bad\u001b[2J\u202enews");

    Outcome outcome = once();

    assertThat(outcome.exitCode()).isEqualTo(65);
    assertThat(outcome.out())
        .contains(
            "alice.example: ALARM statement 2, SHA-256 " + FOREIGN,
            "was not signed here, and is held (bad [2J news)",
            "what to do: end it before it becomes active: callsign-acme veto --devices "
                + alice.devices()
                + " --device ID --directory "
                + directory.url());
    assertThat(outcome.err()).contains("1 alarm(s)");
    assertThat(once().exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "renewed", "extended", "reduced", "rotated", "reclaimed"})
  void alarmsOnEveryGradeOfAForeignStatement(String type) throws Exception {
    once();
    directory.hasStatement(12, type, 2, FOREIGN);

    JsonNode alarm = alarms(once("--json")).getFirst();

    assertThat(alarm.path("kind").textValue()).isEqualTo("foreign-statement");
    assertThat(alarm.path("entry").longValue()).isEqualTo(12);
    assertThat(alarm.path("text").textValue()).contains(FOREIGN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"revoked", "expired", "mismatch", "unannounced-domain-key", "served-by-other-key"})
  void alarmsOnWhatHappensToTheDomain(String type) throws Exception {
    once();
    directory.has(12, type);

    assertThat(alarms(once("--json")))
        .extracting(alarm -> alarm.path("kind").textValue())
        .containsExactly(type);
  }

  @Test
  void alarmsOnAHoldOfOurOwnAndOnPrekeysThatRanOut() {
    once();
    directory.hasStatement(12, "held", 1, own);
    directory.has(13, "prekeys.empty").put("device", 1);

    Outcome outcome = once();

    assertThat(outcome.out())
        .contains("as no device agreed to it", "sign --continuity ID")
        .contains("prekeys refill --devices " + alice.devices() + " --device 1 --directory ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "active",
        "renewal-due",
        "unreachable",
        "vetoed",
        "withdrawn",
        "renewal-overdue",
        "expiring",
        "prekeys.low",
        "last_resort.used",
        "a-type.of-the_future"
      })
  void tellsOtherNewsWithoutAnAlarm(String type) {
    once();
    directory.has(12, type);

    Outcome outcome = once();

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("entry 12: " + type + ", active");
  }

  @Test
  void vouchesForAStatementBeforeByTheOneThatFollowsIt() throws Exception {
    String second = alice.signedNow().strip();
    String third = alice.signedNow().strip();
    directory
        .hasStatement(12, "renewed", 2, StatementSigner.sha256(second))
        .put("statement", second);
    directory.hasStatement(13, "renewed", 3, StatementSigner.sha256(third)).put("statement", third);

    assertThat(once().exitCode()).isZero();
  }

  @Test
  void readsTheStatementsOfTheAgentsFolder() throws Exception {
    Path generation =
        Files.createDirectories(folder.resolve("home/certs/alice.example/gen/000001"));
    Files.copy(alice.statement(), generation.resolve("statement.jws"));
    Files.createDirectories(generation.resolveSibling(".new-000002"));

    Outcome outcome =
        Shell.at(clock)
            .run(
                "monitor",
                "--once",
                "--directory",
                directory.url(),
                "--domain",
                "alice.example",
                "--home",
                folder.resolve("home"));

    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(folder.resolve("home/monitor-alice.example.json")).exists();
  }

  @Test
  void alarmsAtFirstOnStrangersOfThePastButNotOnWhatIsOver() throws Exception {
    directory.hides(11);
    directory.hasStatement(7, "renewed", 1, FOREIGN);
    directory.has(8, "expired");
    directory.hasStatement(11, "renewed", 2, own);
    directory.has(12, "served-by-other-key");

    assertThat(alarms(once("--json")))
        .extracting(alarm -> alarm.path("entry").longValue())
        .containsExactly(7L, 12L);
  }

  @Test
  void noticesAnEntryThatSaysSomethingElseThanBefore() throws Exception {
    directory.has(12, "active");
    once();
    directory.has(12, "revoked");

    assertThat(alarms(once("--json")))
        .extracting(alarm -> alarm.path("kind").textValue())
        .containsExactly("contradiction", "revoked");
    assertThat(once().exitCode()).isZero();
  }

  @Test
  void noticesAnEntryThatVanished() {
    directory.has(12, "active");
    directory.has(13, "active");
    once();
    directory.hides(12);

    Outcome outcome = once();

    assertThat(outcome.exitCode()).isEqualTo(65);
    assertThat(outcome.out())
        .contains("the directory contradicts itself: entry 12 is not there any more");
    assertThat(once().exitCode()).isZero();
  }

  @Test
  void noticesAnEntryThatWasPutBetweenOthers() throws Exception {
    directory.has(15, "active");
    once();
    directory.hasStatement(13, "held", 2, FOREIGN);

    assertThat(alarms(once("--json")))
        .extracting(alarm -> alarm.path("kind").textValue())
        .containsExactly("contradiction", "foreign-statement");
  }

  @Test
  void noticesADirectoryThatDeniesWhatItHasShownAndGoesOnFromThere() {
    once();
    directory.hides(11);

    assertThat(once().out()).contains("entry 11 is not there any more");
    directory.hasStatement(3, "first", 1, FOREIGN);

    assertThat(once().out()).contains("ALARM not signed here: statement 1").hasLineCount(2);
  }

  @Test
  void readsALongHistoryPageByPageAndRemembersItsEnd() throws Exception {
    for (long id = 12; id < 700; id++) {
      directory.has(id, "active");
    }

    assertThat(once().out()).contains("689 new entries");

    assertThat(directory.requests())
        .hasSize(14)
        .contains("GET /v1/callsigns/alice.example/history?limit=50&before=650");
    JsonNode cursor = new ObjectMapper().readTree(cursor().toFile());
    assertThat(cursor.path("entries")).hasSize(Ledger.MAX_ENTRIES);
    assertThat(cursor.path("floor").longValue()).isEqualTo(199);
    assertThat(once().exitCode()).isZero();
    assertThat(directory.requests()).hasSize(14 + 10);
  }

  @Test
  void keepsItsCursorToItselfAndOneForEachDirectory() throws Exception {
    once();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cursor())))
        .isEqualTo("rw-------");

    try (NewsDirectory other = new NewsDirectory()) {
      monitor(Shell.at(clock), other, "--once").failsWith(78, "--cursor FILE", directory.url());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"version\":2}", "null"})
  void doesNotGuessFromADamagedCursor(String content) throws Exception {
    Files.writeString(cursor(), content);

    once().failsWith(65, cursor() + " cannot be used");
  }

  @Test
  void doesNotTakeIdsThatDoNotRiseFromACursor() throws Exception {
    once();
    Files.writeString(cursor(), Files.readString(cursor()).replace("\"floor\":0", "\"floor\":11"));

    once().failsWith(65, "rising ids");
  }

  @Test
  void repeatsAnAlarmWhoseCursorWasNotWrittenAndOnlyThat() throws Exception {
    once();
    byte[] before = Files.readAllBytes(cursor());
    directory.hasStatement(12, "held", 2, FOREIGN);
    assertThat(once().exitCode()).isEqualTo(65);
    byte[] afterFirst = Files.readAllBytes(cursor());
    directory.has(13, "revoked");

    Files.write(cursor(), before); // as a crash before the writing leaves it
    assertThat(once().out()).contains("ALARM statement 2", "ALARM the certificate");

    Files.write(cursor(), afterFirst);
    assertThat(once().out()).doesNotContain("statement 2").contains("ALARM the certificate");
  }

  @Test
  void callsTheHookWithTheAlarmAsJson() throws Exception {
    Path told = folder.resolve("told");
    Path hook = script("printf '%s %s %s ' \"$@\" >> " + told + "; cat >> " + told);
    once();
    directory.hasStatement(12, "held", 2, FOREIGN).put("detail", "$(touch x); `y`");

    once("--alarm-hook", hook);

    String line = Files.readString(told);
    assertThat(line).startsWith("foreign-statement alice.example 12 {\"at\":").hasLineCount(1);
    assertThat(new ObjectMapper().readTree(line.substring(line.indexOf('{'))).path("text").asText())
        .contains("$(touch x); `y`");
  }

  @Test
  void triesAHookThatFailsAgainAndGoesOnWithoutIt() throws Exception {
    Path hook = script("exit 3");
    once();
    directory.has(12, "revoked");
    directory.has(13, "expired");

    Outcome outcome =
        monitor(
            pausing(() -> {}, () -> {}, () -> {}, () -> {}),
            directory,
            "--once",
            "--alarm-hook",
            hook);

    assertThat(outcome.exitCode()).isEqualTo(65);
    assertThat(outcome.out().lines().filter(line -> line.contains("ended with status 3")))
        .hasSize(6);
    assertThat(waits)
        .containsExactly(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10));
  }

  @Test
  void tellsAnAlarmAgainWhoseHookWasCutShort() throws Exception {
    Path hook = script("exit 3");
    once();
    directory.has(12, "revoked");

    assertThat(monitor(pausing(), directory, "--once", "--alarm-hook", hook).exitCode())
        .isEqualTo(65);
    assertThat(once().out()).contains("ALARM the certificate in force was revoked");
  }

  @Test
  void doesNotCallTheHookForEveryAlarmOfAFlood() throws Exception {
    Path told = folder.resolve("told");
    Path hook = script("echo >> " + told);
    once();
    for (int id = 12; id < 12 + 30; id++) {
      directory.has(id, "revoked");
    }

    Outcome outcome = once("--alarm-hook", hook);

    assertThat(outcome.out().lines().filter(line -> line.contains("ALARM"))).hasSize(30);
    assertThat(outcome.out()).containsOnlyOnce("more than 20 alarms at once");
    assertThat(told).content().hasLineCount(Bell.MAX_CALLS);
  }

  @ParameterizedTest
  @CsvSource({"429, 75", "503, 75", "302, 78", "404, 65", "400, 65"})
  void saysByItsExitCodeWhatTheDirectoryAnswered(int status, int exitCode) {
    directory.answersNext(status, Map.of("Location", "http://elsewhere.example/"), "");

    assertThat(once().exitCode()).isEqualTo(exitCode);
    assertThat(cursor()).doesNotExist();
  }

  @Test
  void triesLaterWhereNobodyAnswers() {
    directory.close();

    once().failsWith(75, "cannot reach the directory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "[]",
        "{\"callsign\":\"bob.example\",\"entries\":[]}",
        "{\"callsign\":\"alice.example\"}",
        "{\"callsign\":\"alice.example\",\"entries\":[{}]}",
        "{\"callsign\":\"alice.example\",\"entries\":[{\"id\":\"1\"}]}",
        "{\"callsign\":\"alice.example\",\"callsign\":\"alice.example\",\"entries\":[]}",
        "{\"callsign\":\"alice.example\",\"entries\":[%1$s,%1$s]}",
        "{\"callsign\":\"alice.example\",\"entries\":[%2$s]}"
      })
  void refusesWhatIsNoHistory(String body) {
    String entry =
        "{\"id\":1,\"at\":\"2026-11-21T10:00:00Z\",\"type\":\"active\",\"state\":\"active\"%s}";
    String other = ",\"statement\":\"a.b.c\",\"statement_sha256\":\"" + FOREIGN + "\"";
    directory.answersNext(
        200, Map.of(), body.formatted(entry.formatted(""), entry.formatted(other)));

    once().failsWith(65, "does not answer as a directory does");
    assertThat(cursor()).doesNotExist();
  }

  @Test
  void refusesAnEndlessHistory() {
    directory.answersNext(200, Map.of(), " ".repeat(History.MAX_PAGE_BYTES + 1));

    once().failsWith(65, "longer than");
  }

  @Test
  void wantsToKnowWhomToWatchAndWhatIsTheirs() {
    String url = directory.url();
    Shell shell = Shell.at(clock);
    shell.run("monitor", "--directory", url).failsWith(78, "--domain NAME or --devices FILE");
    shell
        .run("monitor", "--directory", url, "--domain", "alice.example")
        .failsWith(78, "--home FOLDER or --statements FILE");
    shell
        .run(
            "monitor",
            "--directory",
            url,
            "--domain",
            "alice.example",
            "--statements",
            alice.statement())
        .failsWith(78, "--cursor FILE");
    once("--alarm-hook", folder.resolve("none")).failsWith(78, "no program");
  }

  @Test
  void refusesAStatementOfSomebodyElse() throws Exception {
    Files.writeString(alice.statement(), "no statement");

    once().failsWith(65, "statement.jws is not a key statement");
  }

  @Test
  void keepsASecondMonitorFromTheSameCursor() throws Exception {
    DirectoryAddress address = DirectoryAddress.of(URI.create(directory.url()));
    try (ExclusiveLock _ = new CursorFile(cursor(), NewsDirectory.alice(), address).lock()) {
      once().failsWith(75, "another process");
    }
  }

  @Test
  void followsEventsAndResumesAfterTheLast() throws Exception {
    directory.onConnection(
        stream -> {
          write(stream, ": hello\n\n");
          directory.hasStatement(12, "held", 2, FOREIGN);
          write(stream, directory.message(12));
        });
    directory.onConnection(stream -> write(stream, directory.message(12)));

    Outcome outcome = follows(() -> {});

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .containsOnlyOnce("ALARM")
        .contains("veto")
        .contains("alice.example: ends");
    assertThat(directory.requests().stream().filter(each -> each.contains("/events")))
        .containsExactly(
            "GET /v1/callsigns/alice.example/events 11",
            "GET /v1/callsigns/alice.example/events 12");
  }

  @Test
  void alarmsOnAnEventThatTheHistoryDoesNotShow() throws Exception {
    directory.onConnection(
        stream -> {
          directory.hasStatement(12, "held", 2, FOREIGN);
          String message = directory.message(12);
          directory.hides(12);
          write(stream, message);
        });

    Outcome outcome = follows(() -> {});

    assertThat(outcome.out())
        .contains("ALARM statement 2", "ALARM the directory contradicts itself: entry 12");
  }

  @Test
  void findsInTheHistoryWhatTheEventsKeptBack() throws Exception {
    directory.onConnection(
        stream -> {
          directory.has(12, "revoked");
          directory.has(13, "active");
          write(stream, directory.message(13));
        });

    Outcome outcome = follows(() -> {});

    assertThat(outcome.out())
        .contains("entry 12 was not there when later ones already were")
        .contains("ALARM the certificate in force was revoked");
  }

  @Test
  void noticesAnEventThatSaysSomethingElseThanTheHistory() throws Exception {
    directory.onConnection(
        stream -> {
          String text = directory.message(11).replace(own, FOREIGN);
          write(stream, text);
        });

    assertThat(follows().out())
        .contains("ALARM the directory contradicts itself: entry 11", "ALARM not signed here");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id: 12\ndata: no JSON\n\n",
        "id: 12\ndata: {}\n\n",
        "id: 13\ndata: {\"id\":12,\"callsign\":\"alice.example\",\"type\":\"x\",\"state\":\"x\","
            + "\"at\":\"2026-11-21T10:00:00Z\"}\n\n",
        "id: 12\ndata: {\"id\":12,\"callsign\":\"bob.example\",\"type\":\"x\",\"state\":\"x\","
            + "\"at\":\"2026-11-21T10:00:00Z\"}\n\n",
        "id: 12\ndata: eyJ.eyJ.x\n\n"
      })
  void breaksWithWhoeverTellsNoEventsAndPolls(String text) throws Exception {
    directory.onConnection(stream -> write(stream, text));

    Outcome outcome = follows(() -> directory.has(12, "revoked"));

    assertThat(outcome.out())
        .contains("failed: " + directory.url() + " does not answer as a directory does")
        .contains("ALARM the certificate in force was revoked");
  }

  @Test
  void breaksWithWhoeverTellsOneEndlessLine() throws Exception {
    directory.onConnection(
        stream -> {
          write(stream, "data: ");
          while (true) {
            write(stream, "x".repeat(1000));
          }
        });

    assertThat(follows().out()).contains("longer message than any event");
  }

  @Test
  void takesASignedEventAndRefusesABadSignature() throws Exception {
    SecureRandom random = new SecureRandom();
    DirectoryKeyPair key = DirectoryKeyPair.generate(random);
    DirectoryKeyPair other = DirectoryKeyPair.generate(random);
    directory.publishes(List.of(key.key()));
    directory.has(12, "revoked");
    String good = signed(key, 12);
    directory.has(13, "expired");
    String bad = signed(other, 13);
    directory.hides(12);
    directory.hides(13);
    directory.onConnection(stream -> write(stream, good + bad));

    Outcome outcome = follows();

    assertThat(outcome.out())
        .contains("ALARM the certificate in force was revoked")
        .contains("failed: ", "an event does not verify: 'kid' is none")
        .doesNotContain("the statement in force ended");
  }

  @Test
  void pollsEveryMinuteWhereThereAreNoEvents() {
    Runnable nothing = () -> {};
    Outcome outcome =
        follows(nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing);

    assertThat(outcome.out().lines().filter(line -> line.contains("failed:"))).hasSize(1);
    assertThat(waits.getFirst()).isBetween(Duration.ofMillis(800), Duration.ofMillis(1200));
    assertThat(waits.getLast()).isBetween(Duration.ofSeconds(48), Duration.ofSeconds(72));
  }

  @Test
  void waitsAsLongAsTheDirectoryAsksAndTellsWhenItIsBlind() {
    Runnable busy = () -> directory.answersNext(429, Map.of("Retry-After", "1800"), "");
    Runnable forADay = () -> directory.answersNext(503, Map.of("Retry-After", "86400"), "");
    busy.run();

    Outcome outcome = follows(busy, forADay, forADay, forADay);

    assertThat(waits.getFirst()).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(31));
    assertThat(waits.get(2)).isBetween(Duration.ofMinutes(60), Duration.ofMinutes(61));
    assertThat(outcome.out())
        .containsOnlyOnce("ALARM nothing usable was heard from " + directory.url());
  }

  @Test
  void waitsLongAfterMoreAlarmsThanAnybodyReads() {
    directory.onConnection(
        stream -> {
          for (int id = 12; id < 2000; id++) {
            directory.has(id, "revoked");
            write(stream, directory.message(id));
          }
        });

    Outcome outcome = follows();

    assertThat(outcome.out().lines().filter(line -> line.contains("ALARM"))).hasSize(Monitor.FLOOD);
    assertThat(outcome.out()).contains("more at once than happens to a callsign");
    assertThat(waits.getFirst()).isGreaterThan(Duration.ofMinutes(7));
  }

  @Test
  void survivesFilesThatAreBrokenWhileItRuns() {
    Outcome outcome =
        follows(
            () -> {
              try {
                Files.writeString(alice.statement(), "no statement");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("failed: ", "is not a key statement");
  }

  private String signed(DirectoryKeyPair key, long id) throws Exception {
    byte[] jws =
        new EventSigner(key, URI.create(directory.url()))
            .sign(
                directory.event(id),
                URI.create(directory.url() + "/v1/callsigns/alice.example/events"),
                clock.instant());
    return NewsDirectory.message(id, new String(jws, StandardCharsets.US_ASCII));
  }

  private Path script(String body) throws Exception {
    Path hook = folder.resolve("hook");
    Files.writeString(hook, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
    return hook;
  }

  private Path cursor() {
    return folder.resolve("monitor-alice.example.json");
  }

  private Outcome once(Object... more) {
    return monitor(Shell.at(clock), directory, Shell.join(new Object[] {"--once"}, more));
  }

  /** Runs; after each round the next of these happens; when there is none any more, it ends. */
  private Outcome follows(Runnable... betweenRounds) {
    return monitor(pausing(betweenRounds), directory);
  }

  private Shell pausing(Runnable... betweenPauses) {
    Iterator<Runnable> next = List.of(betweenPauses).iterator();
    return Shell.at(clock)
        .pausing(
            wait -> {
              waits.add(wait);
              clock.pass(wait);
              if (!next.hasNext()) {
                return false;
              }
              next.next().run();
              return true;
            });
  }

  private Outcome monitor(Shell shell, NewsDirectory asked, Object... more) {
    Object[] base = {
      "monitor",
      "--directory",
      asked.url(),
      "--devices",
      alice.devices(),
      "--statements",
      alice.statement()
    };
    return shell.run(Shell.join(base, more));
  }

  private static List<JsonNode> alarms(Outcome outcome) throws Exception {
    List<JsonNode> alarms = new ArrayList<>();
    for (String line : outcome.out().lines().toList()) {
      JsonNode json = new ObjectMapper().readTree(line);
      if (json.path("event").asText().equals("alarm")) {
        alarms.add(json);
      }
    }
    return alarms;
  }

  private static void write(OutputStream stream, String text) throws Exception {
    stream.write(text.getBytes(StandardCharsets.UTF_8));
    stream.flush();
  }
}
