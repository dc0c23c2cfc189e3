package dev.callsign.acme.prekey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.acme.MovingClock;
import dev.callsign.acme.Secrets;
import dev.callsign.acme.Shell;
import dev.callsign.acme.Shell.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrekeysCommandTest {
  private final MovingClock clock = new MovingClock();
  private final Path folder;
  private final AliceAtHome alice;

  PrekeysCommandTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    this.alice = new AliceAtHome(folder, clock);
  }

  @AfterEach
  void stopsTheDirectory() {
    alice.close();
  }

  @Test
  void publishesForAPerson() {
    Outcome outcome = prekeys("publish");

    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(outcome.out())
        .contains("alice.example#1 at " + alice.directory().url() + ": uploaded signed prekey")
        .contains("last-resort prekey, 100 one-time prekeys, 100 post-quantum one-time prekeys")
        .containsPattern("signed prekey +id 1, since 2026-11-21T10:00:00Z")
        .containsPattern("one-time prekeys +100, the oldest since")
        .containsPattern("private halves +" + alice.store() + " \\(IN THE CLEAR\\)");
  }

  @Test
  void publishesForAProgram() throws Exception {
    JsonNode json = prekeys("publish", "--x3dh-only", "--json").json();

    assertThat(json.path("device").textValue()).isEqualTo("alice.example#1");
    assertThat(json.path("uploaded").path("signed_prekey").booleanValue()).isTrue();
    assertThat(json.path("uploaded").path("one_time_prekeys").intValue()).isEqualTo(100);
    assertThat(json.path("uploaded").path("pq_one_time_prekeys").intValue()).isZero();
    assertThat(json.path("status").path("claims_last_day").intValue()).isEqualTo(17);
  }

  @Test
  void refillsWhatIsGone() {
    prekeys("publish");
    assertThat(prekeys("refill").out()).contains(": nothing to do");

    alice.directory().gives(90);

    assertThat(prekeys("refill").out()).contains("90 one-time prekeys");
  }

  @Test
  void hasNothingToSayAboutADeviceInGoodOrder() {
    prekeys("publish");

    Outcome outcome = prekeys("status");

    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(outcome.out())
        .contains("the directory publishes those that are here", "Nothing to do.")
        .containsPattern("claims in the last day +17");
    assertThat(alice.directory().requests()).endsWith("POST status", "POST prekeys/check");
  }

  @Test
  void saysInWordsWhatShouldBeDone() {
    prekeys("publish");
    alice.directory().gives(95);
    clock.pass(Duration.ofDays(2));

    assertThat(prekeys("status").out())
        .contains("The signed prekey is old and should be replaced.")
        .contains("Few one-time prekeys are left.")
        .contains("Few post-quantum one-time prekeys are left.")
        .contains("Next: callsign-acme prekeys refill --devices " + alice.devices())
        .doesNotContain("Nothing to do");
  }

  @Test
  void tellsTheOwnerOfANewDeviceToPublish() {
    Outcome outcome = prekeys("status");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("none is published from here", "nobody can write to this device")
        .contains("Next: callsign-acme prekeys publish");
    assertThat(alice.store()).doesNotExist();
  }

  @Test
  void noticesThatTheStoreIsLost() throws Exception {
    prekeys("publish");
    Files.delete(alice.store());
    prekeys("status").failsWith(65, "THE DIRECTORY PUBLISHES SOME, but none is here");
  }

  @Test
  void noticesADirectoryThatPublishesOtherKeys() throws Exception {
    prekeys("publish");
    String store = Files.readString(alice.store());
    clock.pass(Duration.ofDays(3));
    prekeys("refill");
    Files.writeString(alice.store(), store);

    Outcome outcome = prekeys("status", "--json");

    outcome.failsWith(65, "THE DIRECTORY PUBLISHES OTHERS");
    assertThat(outcome.json().path("store").textValue()).isEqualTo("different");
    assertThat(outcome.json().path("exit_code").intValue()).isEqualTo(65);
  }

  @Test
  void remembersThatAnUploadWasNotConfirmed() throws Exception {
    alice.directory().beforeEachUpload(alice.directory()::losesTheNextAnswer);
    prekeys("publish").failsWith(75, "cannot reach the directory");
    alice.directory().beforeEachUpload(() -> {});

    Outcome outcome = prekeys("status", "--json");
    assertThat(outcome.json().path("pending_upload").booleanValue()).isTrue();
    assertThat(outcome.json().path("store").textValue()).isEqualTo("same");
    assertThat(prekeys("refill").out()).contains("an upload sent again");
    assertThat(prekeys("status").out()).contains("Nothing to do.");
  }

  @Test
  void showsEachErrorOnALineOfItsOwn() throws Exception {
    prekeys("publish");
    alice
        .directory()
        .refusesNext(
            422,
            "prekeys-refused",
            "nothing was stored",
            "[{\"slug\":\"prekey-modulus\",\"detail\":\"too big\\nVERIFIED\",\"member\":\"a[1]\"}]");

    Outcome outcome = prekeys("refill", "--json");

    outcome.failsInDetailWith(
        65, "nothing was stored", "\n  a[1] prekey-modulus: too big VERIFIED");
    assertThat(outcome.err().lines()).hasSize(2);
    assertThat(outcome.json().path("details")).hasSize(1);
  }

  @Test
  void worksWithTheFilesThatItIsTold() throws Exception {
    Path elsewhere = Files.move(alice.key(), folder.resolve("phone.pem"));
    prekeys("publish").failsWith(78, "device-1.key", "no such file");

    assertThat(prekeys("publish", "--key", elsewhere).exitCode()).isZero();
  }

  @Test
  void refusesTheKeyOfAnotherDevice() {
    Object[] add = {"device", "add", "--devices", alice.devices(), "--unencrypted"};
    Shell.now().runWell(add);

    prekeys("publish", "--key", folder.resolve("device-2.key"))
        .failsWith(65, "is not the key of device 1");
  }

  @Test
  void saysWhichDeviceIsNotThere() {
    Shell.now()
        .run(
            "prekeys",
            "status",
            "--devices",
            alice.devices(),
            "--device",
            3,
            "--directory",
            alice.directory().url())
        .failsWith(65, "lists no device 3");
  }

  @Test
  void encryptsThePrekeysOfADeviceWhoseKeyIsEncrypted() throws Exception {
    Path home = Files.createDirectory(folder.resolve("encrypted"));
    Path passphrase = Secrets.write(folder.resolve("passphrase"), "correct horse\n");
    Path wrong = Secrets.write(folder.resolve("wrong"), "battery staple\n");
    try (AliceAtHome careful = new AliceAtHome(home, clock, "--passphrase-file", passphrase)) {
      Shell shell = Shell.at(clock);

      Outcome outcome = careful.prekeys(shell, "publish", "--passphrase-file", passphrase);

      assertThat(outcome.out()).contains("device-1.prekeys (encrypted)");
      assertThat(careful.store()).content().startsWith("eyJ").doesNotContain("alice");
      Outcome refused = careful.prekeys(shell, "status", "--passphrase-file", wrong);
      refused.failsWith(65, "the passphrase is wrong");
      assertThat(refused.toString()).doesNotContain("battery", "horse");
      careful.prekeys(shell, "status").failsWith(78, "a passphrase is needed");
      assertThat(careful.prekeys(shell.answering("correct horse"), "status").out())
          .contains("Nothing to do.");
    }
  }

  private Outcome prekeys(String command, Object... more) {
    return alice.prekeys(Shell.at(clock), command, more);
  }
}
