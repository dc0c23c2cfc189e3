package dev.callsign.acme.deploy;

import static dev.callsign.acme.certificate.Kept.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.acme.MovingClock;
import dev.callsign.acme.Secrets;
import dev.callsign.acme.certificate.ErrandOutcome;
import dev.callsign.acme.certificate.Generation;
import dev.callsign.acme.certificate.Kept;
import dev.callsign.acme.certificate.Progress;
import dev.callsign.acme.certificate.StepResult;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.ExclusiveLock;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.lab.Lab;
import dev.callsign.x509.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The owner's programs: told, failing, hanging, told again. */
class HooksTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static Lab lab;

  private final MovingClock clock = new MovingClock();
  private final Told told = new Told();
  private final Path home;
  private final Path folder;
  private final Kept kept;

  HooksTest(@TempDir Path temporary) {
    this.home = temporary.resolve("agent");
    this.folder = temporary.resolve("hooks.d");
    this.kept = new Kept(lab.authority(), home, clock);
  }

  /** What the owner is told. */
  private static final class Told implements Progress {
    final List<String> steps = new ArrayList<>();
    final List<String> alarms = new ArrayList<>();

    @Override
    public void step(String what) {
      steps.add(what);
    }

    @Override
    public void alarm(String text) {
      alarms.add(text);
    }
  }

  @BeforeAll
  static void startsTheLab() throws Exception {
    lab = Lab.start(Clock.systemUTC(), new SecureRandom());
  }

  @AfterAll
  static void stopsTheLab() throws Exception {
    lab.close();
  }

  @Test
  void tellsWhichCertificateIsThere() throws Exception {
    Path said = folder.resolveSibling("said");
    Scripts.write(
        folder.resolve("installed/10-web"),
        "cat > '"
            + said
            + "'; echo \"$1|$CALLSIGN_EVENT|$CALLSIGN_DOMAIN|$CALLSIGN_CERT|$CALLSIGN_KEY|"
            + "$CALLSIGN_SPKI_OLD|$CALLSIGN_SPKI_NEW\" > '"
            + said
            + ".env'");
    Generation first = kept.live(Duration.ofDays(30), "statement 1");
    Generation second = kept.live(Duration.ofDays(60), "statement 2");
    Hooks hooks = hooks();
    assertThat(hooks.deploy(first)).isEqualTo(ErrandOutcome.DONE);

    assertThat(hooks.deploy(second)).isEqualTo(ErrandOutcome.DONE);

    assertThat(Path.of(said + ".env"))
        .hasContent(
            String.join(
                "|",
                "installed",
                "installed",
                "alice.example",
                second.fullChain().toString(),
                second.key().toString(),
                spki(first),
                spki(second)));
    JsonNode json = new ObjectMapper().readTree(said.toFile());
    assertThat(json.path("event").textValue()).isEqualTo("installed");
    assertThat(json.path("statement").textValue()).isEqualTo(second.statement().toString());
    assertThat(json.path("spki_old").textValue()).isEqualTo(spki(first));
    assertThat(json.path("at").textValue()).isEqualTo("2026-11-21T10:00:00Z");
  }

  @Test
  void runsThemInTheOrderOfTheirNamesAndNoLeftovers() throws Exception {
    for (String name : List.of("20-b", "10-a", ".hidden", "30-c~", "10-a.dpkg-old")) {
      script("installed/" + name, "exit 0");
    }
    Files.writeString(folder.resolve("installed/README"), "not a program");

    hooks().deploy(kept.live(Duration.ofDays(30), ""));

    assertThat(calls()).containsExactly("10-a installed", "20-b installed");
  }

  @Test
  void tellsOneThatFailedAgainUntilItSucceeds() throws Exception {
    script("installed/reload", "[ \"$(grep -c . \"$calls\")\" -ge 3 ]");
    script("installed/other", "exit 0");
    Generation live = kept.live(Duration.ofDays(30), "");

    ErrandOutcome outcome = hooks().deploy(live);

    assertThat(outcome.done()).isFalse();
    assertThat(outcome.detail()).contains("reload installed ended with status 1");
    assertThat(hooks().runDue()).contains(START.plusSeconds(10));
    assertThat(calls()).hasSize(2); // it is not its time yet

    clock.pass(Duration.ofSeconds(10)); // another process, with nothing but the disk
    assertThat(hooks().runDue()).isEmpty();
    assertThat(calls()).containsExactly("other installed", "reload installed", "reload installed");
    clock.pass(Duration.ofDays(1));
    assertThat(hooks().runDue()).isEmpty();
    assertThat(calls()).hasSize(3);
    assertThat(told.alarms).isEmpty();
  }

  @Test
  void waitsLongerEachTimeAndTellsTheOwnerOnce() throws Exception {
    script("installed/reload", "exit 3");
    hooks().deploy(kept.live(Duration.ofDays(30), ""));

    Duration waited = Duration.ZERO;
    for (int run = 0; run < 12; run++) {
      Instant due = hooks().runDue().orElseThrow();
      waited = Duration.between(clock.instant(), due);
      clock.pass(waited);
    }

    assertThat(waited).isEqualTo(Duration.ofHours(1));
    assertThat(calls()).hasSize(12);
    assertThat(told.alarms).singleElement().asString().contains("ended with status 3");
  }

  @Test
  void forgetsWhatFailedWhenThereIsANewerGeneration() throws Exception {
    script("installed/reload", "echo \"$CALLSIGN_CERT\" >> \"$calls\"; exit 1");
    hooks().deploy(kept.live(Duration.ofDays(30), ""));
    Generation newer = kept.live(Duration.ofDays(60), "");

    hooks().deploy(newer); // at once: it is another certificate

    clock.pass(Duration.ofSeconds(10));
    Optional<Instant> _ = hooks().runDue();
    assertThat(calls().stream().filter(line -> line.endsWith(".pem")))
        .hasSize(3)
        .endsWith(newer.fullChain().toString(), newer.fullChain().toString());
  }

  @Test
  void reloadsAgainWhileTheHostDoesNotShowTheCertificate() throws Exception {
    script("installed/reload", "exit 0");
    Generation live = kept.live(Duration.ofDays(30), "");
    Hooks hooks = hooks();
    hooks.deploy(live);
    hooks.deploy(live);
    assertThat(calls()).hasSize(1);

    clock.pass(Duration.ofMinutes(1));
    hooks.deploy(live);

    assertThat(calls()).hasSize(2);
  }

  @Test
  void killsOneThatHangsWithWhatItStarted() throws Exception {
    Path child = folder.resolveSibling("child");
    script("installed/slow", "sleep 600 & echo $! > '" + child + "'; wait");

    ErrandOutcome outcome = hooks(Duration.ofSeconds(2)).deploy(kept.live(Duration.ofDays(9), ""));

    assertThat(outcome.detail()).contains("did not end within 2 s: killed");
    long pid = Long.parseLong(Files.readString(child).strip());
    ProcessHandle.of(pid).ifPresent(left -> left.onExit().join()); // ends the test, or hangs it
  }

  @Test
  void doesNotWaitForWhatOneLeavesInTheBackground() throws Exception {
    Path child = folder.resolveSibling("child");
    script("installed/fork", "sleep 600 & echo $! > '" + child + "'");

    ErrandOutcome outcome = hooks().deploy(kept.live(Duration.ofDays(9), ""));

    assertThat(outcome).isEqualTo(ErrandOutcome.DONE);
    long pid = Long.parseLong(Files.readString(child).strip());
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void tellsOfPublicationsOnceEach() throws Exception {
    script("published/mail", "exit 0");
    hooks().deploy(kept.live(Duration.ofDays(30), ""));
    HookedPublication publication =
        new HookedPublication((_, _) -> ErrandOutcome.DONE, hooks(), told);

    for (String statement : List.of("one", "one", "two")) {
      assertThat(publication.publish(ALICE, statement)).isEqualTo(ErrandOutcome.DONE);
      assertThat(hooks().runDue()).isEmpty();
    }

    assertThat(calls()).containsExactly("mail published", "mail published");
  }

  @Test
  void saysNothingOfAPublicationThatFailed() throws Exception {
    script("published/mail", "exit 0");
    new HookedPublication((_, _) -> ErrandOutcome.failed("down"), hooks(), told)
        .publish(ALICE, "one");
    assertThat(hooks().runDue()).isEmpty();
    assertThat(calls()).isEmpty();
  }

  @Test
  void tellsOfEveryAlarm() throws Exception {
    Path said = folder.resolveSibling("said");
    script("failed/mail", "cat > '" + said + "'");
    HookedProgress progress = new HookedProgress(told, hooks());

    progress.alarm("the first\nalarm");
    progress.alarm("the second");
    assertThat(hooks().runDue()).isEmpty();

    assertThat(told.alarms).hasSize(2);
    assertThat(calls()).containsExactly("mail failed");
    assertThat(new ObjectMapper().readTree(said.toFile()).path("detail").textValue())
        .isEqualTo("the second; before: the first alarm");
  }

  @Test
  void keepsAnOrderFromBeingOpened() throws Exception {
    script("pre-obtain/10-allowed", "exit 0");
    assertThat(hooks().objection()).isEmpty();
    script("pre-obtain/20-not-now", "exit 1");

    GuardedOrders orders = new GuardedOrders(new NoOrders(), hooks()::objection);

    assertThat(orders.findOrOpen(NoOrders.REQUEST, START))
        .isInstanceOfSatisfying(
            StepResult.Failed.class,
            failed ->
                assertThat(failed.failure())
                    .isInstanceOfSatisfying(
                        OrderFailure.Local.class,
                        local ->
                            assertThat(local.detail())
                                .contains("20-not-now pre-obtain ended with status 1")));
  }

  @Test
  void opensOrdersWhereNobodyObjects() throws Exception {
    assertThat(
            new GuardedOrders(new NoOrders(), hooks()::objection)
                .findOrOpen(NoOrders.REQUEST, START))
        .isEqualTo(new StepResult.Done<>(NoOrders.ORDER));
  }

  @Test
  void runsNothingThatEverybodyMayChange() throws Exception {
    Path hook = script("installed/reload", "exit 0");
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xrwx"));

    ErrandOutcome outcome = hooks().deploy(kept.live(Duration.ofDays(9), ""));

    assertThat(outcome.detail()).contains("everybody may change", "chmod o-w " + hook);
    assertThat(calls()).isEmpty();
  }

  @Test
  void leavesALedgerThatItCannotReadAlone() throws Exception {
    script("installed/reload", "exit 0");
    Generation live = kept.live(Duration.ofDays(9), "");
    hooks().deploy(live);
    assertThat(Secrets.mode(ledger())).isEqualTo("rw-------");
    Files.writeString(ledger(), "{\"version\": 2}");

    assertThat(hooks().deploy(live).detail()).contains(ledger() + " cannot be used");
    assertThatThrownBy(() -> hooks().runDue()).isInstanceOf(CommandFailure.class);
    assertThat(ledger()).hasContent("{\"version\": 2}");
  }

  @Test
  void isDoneByOneAtATime() throws Exception {
    Generation live = kept.live(Duration.ofDays(9), "");
    hooks().deploy(live);
    try (ExclusiveLock _ = ExclusiveLock.take(ledger())) {
      assertThat(hooks().deploy(live).done()).isFalse();
    }
    assertThat(hooks().deploy(live).done()).isTrue();
  }

  private Path ledger() {
    return home.resolve("hooks").resolve("alice.example.json");
  }

  private Hooks hooks() {
    return hooks(Hooks.TIMEOUT);
  }

  private Hooks hooks(Duration timeout) {
    return new Hooks(folder, home, ALICE, told, clock, timeout);
  }

  /** A program that first notes that it was called. */
  private Path script(String name, String body) throws Exception {
    String calls = "calls='" + folder.resolveSibling("calls") + "'\n";
    return Scripts.write(
        folder.resolve(name), calls + "echo \"${0##*/} $1\" >> \"$calls\"\n" + body);
  }

  private List<String> calls() throws Exception {
    return Scripts.lines(folder.resolveSibling("calls"));
  }

  private static String spki(Generation generation) {
    return Fingerprint.ofKey(generation.chain().leaf().getPublicKey());
  }
}
