package dev.callsign.acme.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.acme.MovingClock;
import dev.callsign.acme.Shell;
import dev.callsign.acme.Shell.Outcome;
import dev.callsign.acme.prekey.AliceAtHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hours of the agent, with a clock that moves whenever it waits. */
class RunCommandTest {
  private final MovingClock clock = new MovingClock();
  private final List<Duration> waits = new ArrayList<>();
  private final AliceAtHome alice;

  RunCommandTest(@TempDir Path folder) throws Exception {
    alice = new AliceAtHome(folder, clock);
  }

  @AfterEach
  void stopsTheDirectory() {
    alice.close();
  }

  @Test
  void publishesAtOnceAndFillsUpWheneverFewAreLeft() {
    Outcome outcome =
        runs(() -> {}, () -> alice.directory().gives(50), () -> alice.directory().gives(50));

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("agent: keeps 1 device(s) of alice.example at "),
            line -> assertThat(line).contains("alice.example#1: uploaded signed prekey"),
            line -> assertThat(line).contains("nothing to do"),
            line -> assertThat(line).contains("nothing to do"),
            line -> assertThat(line).contains("uploaded 100 one-time prekeys"),
            line -> assertThat(line).endsWith("agent: ends"));
    assertThat(alice.directory().oneTime()).hasSize(100);
  }

  @Test
  void waitsTenMinutesGiveOrTakeATenth() {
    runs(() -> {}, () -> {}, () -> {});

    assertThat(waits).hasSize(4).allSatisfy(wait -> isAbout(wait, 10));
  }

  @Test
  void survivesEveryFailureAndComesBackSooner() {
    Runnable breaks = () -> alice.directory().answersNext(503, Map.of(), "");
    breaks.run();

    Outcome outcome = runs(breaks, breaks, breaks, breaks, () -> {}, () -> {});

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out().lines().filter(line -> line.contains("failed: "))).hasSize(5);
    assertThat(alice.directory().oneTime()).hasSize(100);
    assertThat(waits)
        .satisfiesExactly(
            wait -> isAbout(wait, 1),
            wait -> isAbout(wait, 2),
            wait -> isAbout(wait, 4),
            wait -> isAbout(wait, 8),
            wait -> isAbout(wait, 10),
            wait -> isAbout(wait, 10),
            wait -> isAbout(wait, 10));
  }

  @Test
  void survivesADirectoryThatIsGone() {
    alice.directory().close();

    Outcome outcome = runs(() -> {});

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("alice.example#1: failed: cannot reach the directory");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void survivesFilesThatAreBrokenWhileItRuns() throws Exception {
    Outcome outcome =
        runs(() -> write(alice.key(), "no key"), () -> write(alice.devices(), "no devices"));

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("alice.example#1: failed: " + alice.key())
        .contains("devices: failed: " + alice.devices());
  }

  @Test
  void waitsAsLongAsTheDirectoryAsksButNotForever() {
    Runnable asks = () -> alice.directory().answersNext(429, Map.of("Retry-After", "1800"), "");
    Runnable asksForADay =
        () -> alice.directory().answersNext(429, Map.of("Retry-After", "86400"), "");
    asks.run();

    runs(asksForADay);

    assertThat(waits).satisfiesExactly(wait -> isAbout(wait, 30), wait -> isAbout(wait, 60));
  }

  @Test
  void findsADeviceThatWasAddedMeanwhile() {
    Outcome outcome =
        runs(
            () ->
                Shell.at(clock)
                    .runWell("device", "add", "--devices", alice.devices(), "--unencrypted"));

    assertThat(outcome.out()).contains("alice.example#2: failed: the directory refused");
  }

  @Test
  void writesOneJsonObjectForEachEvent() throws Exception {
    alice.directory().refusesNext(401, "bad-request-signature", "clock", "[]");

    Outcome outcome = runs(List.of("--json"), () -> {});

    List<JsonNode> events = new ArrayList<>();
    for (String line : outcome.out().lines().toList()) {
      events.add(new ObjectMapper().readTree(line));
    }
    assertThat(events.stream().map(event -> event.path("event").textValue()))
        .containsExactly("agent", "failed", "uploaded", "agent");
    assertThat(events.get(1).path("about").textValue()).isEqualTo("alice.example#1");
    assertThat(events.get(1).path("exit_code").intValue()).isEqualTo(65);
    assertThat(events.get(1).path("at").textValue()).isEqualTo("2026-11-21T10:00:00Z");
  }

  @Test
  void doesNotStartWithoutAKey() throws Exception {
    Files.delete(alice.key());

    runs(() -> {}).failsWith(78, "no device of ", "device-1.key");
    assertThat(waits).isEmpty();
  }

  @Test
  void doesNotStartWithADeviceThatIsNotListed() {
    runs(List.of("--device", 7), () -> {}).failsWith(65, "lists no device 7");
  }

  @Test
  void doesNotStartWithWhatIsNoDirectory() {
    Shell.now()
        .run("run", "--devices", alice.devices(), "--directory", "ftp://x")
        .failsWith(78, "--directory");
  }

  @Test
  void doesItOnce() {
    Outcome outcome = alice.keepsUp(Shell.at(clock), "once", "--device", 1);

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).hasLineCount(1).contains("uploaded signed prekey");
  }

  @ParameterizedTest
  @CsvSource({"503, 75", "429, 75", "401, 65", "404, 65"})
  void saysByItsExitCodeHowOnceWent(int status, int exitCode) {
    alice.directory().answersNext(status, Map.of(), "");

    Outcome outcome = alice.keepsUp(Shell.at(clock), "once");

    assertThat(outcome.exitCode()).isEqualTo(exitCode);
    assertThat(outcome.out()).contains("failed: ").hasLineCount(1);
  }

  /** Runs; after each round the next of these happens; when there is none any more, it ends. */
  private Outcome runs(Runnable... betweenRounds) {
    return runs(List.of(), betweenRounds);
  }

  private Outcome runs(List<Object> options, Runnable... betweenRounds) {
    Iterator<Runnable> next = List.of(betweenRounds).iterator();
    Shell shell =
        Shell.at(clock)
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
    return alice.keepsUp(shell, "run", options.toArray());
  }

  private static void isAbout(Duration wait, int minutes) {
    assertThat(wait)
        .isBetween(Duration.ofSeconds(minutes * 54L), Duration.ofSeconds(minutes * 66L));
  }

  private static void write(Path path, String text) {
    try {
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
