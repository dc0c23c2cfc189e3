package dev.callsign.acme.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.acme.Owner;
import dev.callsign.acme.Shell;
import dev.callsign.acme.Shell.Outcome;
import dev.callsign.acme.device.DevicesFile;
import dev.callsign.lab.Lab;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.statement.StatementSigner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a device can say against a change that is held. */
class VetoCommandTest {
  private static final String VETOED = "{\"vetoed\":true}";

  private static Lab lab;

  private final Path folder;
  private Owner alice;
  private IdentityKey device;
  private String foreign;
  private NewsDirectory directory;

  VetoCommandTest(@TempDir Path folder) {
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
  void aChangeIsHeld() throws Exception {
    alice = Owner.of("alice.example", lab, Files.createDirectories(folder.resolve("alice")));
    device = DevicesFile.read(alice.devices()).devices().getFirst().identityKey();
    Owner mallory =
        Owner.of("alice.example", lab, Files.createDirectories(folder.resolve("mallory")));
    directory = new NewsDirectory();
    has(11, "first", alice.signedNow().strip());
    foreign = mallory.signedNow().strip();
    has(12, "held", foreign);
  }

  @AfterEach
  void stopsTheDirectory() {
    directory.close();
  }

  @Test
  void showsWhatIsHeldAndVetoesItWhenItIsToldTo() throws Exception {
    directory.hears(device, VETOED);

    Outcome outcome = veto(Shell.now().answering("yes"));

    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    IdentityKey asked =
        DevicesFile.read(folder.resolve("mallory/devices.json")).devices().getFirst().identityKey();
    assertThat(outcome.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("alice.example at ").endsWith("says:"),
            line -> assertThat(line).contains("held since", StatementSigner.sha256(foreign)),
            line -> assertThat(line).isEqualTo("  + device 1, identity key " + asked),
            line ->
                assertThat(line)
                    .isEqualTo("  - device 1, identity key " + device + " (in your devices file)"),
            line -> assertThat(line).contains("never speak for alice.example"),
            line -> assertThat(line).startsWith("Vetoed by alice.example#1 at "),
            line -> assertThat(line).startsWith("Next: "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "YES", " yes"})
  void vetoesNothingWithoutAYes(String answer) {
    directory.hears(device, VETOED);

    veto(Shell.now().answering(answer)).failsWith(78, "nothing was vetoed");
    assertThat(directory.requests()).noneMatch(request -> request.startsWith("POST"));
  }

  @Test
  void wantsYesWhereThereIsNoTerminal() {
    directory.hears(device, VETOED);

    Outcome outcome = veto(Shell.now());

    outcome.failsWith(78, "--yes");
    assertThat(outcome.out()).contains("+ device 1, identity key");
    assertThat(directory.requests()).noneMatch(request -> request.startsWith("POST"));
  }

  @Test
  void printsOneJsonObject() throws Exception {
    directory.hears(device, VETOED);

    JsonNode json = veto(Shell.now(), "--yes", "--json").json();

    assertThat(json.path("vetoed").booleanValue()).isTrue();
    assertThat(json.path("held").path("statement_sha256").textValue())
        .isEqualTo(StatementSigner.sha256(foreign));
    assertThat(json.path("held").path("in_force").path(0).path("identity_key").textValue())
        .isEqualTo(device.toBase64Url());
  }

  @Test
  void warnsOfAVetoAgainstTheOwnersOwnChange() throws Exception {
    Shell.now().runWell("device", "add", "--devices", alice.devices(), "--unencrypted");
    directory.hides(12);
    has(13, "held", alice.signedNow().strip());

    assertThat(veto(Shell.now()).out()).contains("ARE IN YOUR DEVICES FILE", "+ device 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vetoed", "withdrawn", "reclaimed", "renewed"})
  void findsNothingWhereTheHoldIsOver(String end) {
    directory.has(13, end);

    veto(Shell.now().answering("yes")).failsWith(65, "shows nothing held");
  }

  @Test
  void findsTheHoldBelowEntriesThatDoNotEndIt() {
    for (long id = 13; id < 80; id++) {
      directory.has(id, id % 2 == 0 ? "mismatch" : "prekeys.low");
    }

    assertThat(veto(Shell.now()).out()).contains("+ device 1, identity key");
  }

  @Test
  void sendsItOnDemandWhereTheHistoryShowsNothing() {
    directory.hides(12);

    veto(Shell.now(), "--yes").failsWith(65, "the directory refused", "nothing-held");

    directory.hears(device, VETOED);
    assertThat(veto(Shell.now(), "--yes").exitCode()).isZero();
  }

  @Test
  void saysThatTheKeyIsNotThatOfTheStatementInForce() throws Exception {
    IdentityKey other =
        DevicesFile.read(folder.resolve("mallory/devices.json")).devices().getFirst().identityKey();
    directory.hears(other, VETOED);

    veto(Shell.now(), "--yes").failsWith(65, "bad-request-signature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no JSON", "{}", "{\"vetoed\":false}", "{\"vetoed\":\"true\"}"})
  void doesNotTakeAnotherAnswerForAVeto(String answer) {
    directory.hears(device, answer);

    veto(Shell.now(), "--yes").failsWith(65, "does not answer as a directory does");
  }

  @Test
  void triesLaterWhereTheDirectoryIsBusy() {
    directory.answersNext(503, Map.of("Retry-After", "5"), "");

    veto(Shell.now(), "--yes").failsWith(75, "cannot answer now");
  }

  @Test
  void showsAHoldWhoseStatementsAreNotInTheHistory() {
    directory.hides(11);
    directory.has(12, "held").put("detail", "\u001b[31mactive soon");

    assertThat(veto(Shell.now()).out())
        .contains("which devices it changes is not in the history")
        .contains(", [31mactive soon")
        .doesNotContain("\u001b");
  }

  private void has(long id, String type, String compact) {
    directory.hasStatement(id, type, id, StatementSigner.sha256(compact)).put("statement", compact);
  }

  private Outcome veto(Shell shell, Object... more) {
    Object[] base = {
      "veto", "--devices", alice.devices(), "--device", 1, "--directory", directory.url()
    };
    return shell.run(Shell.join(base, more));
  }
}
