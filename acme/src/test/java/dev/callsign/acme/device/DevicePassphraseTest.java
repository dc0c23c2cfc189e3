package dev.callsign.acme.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.OpenSsl;
import dev.callsign.acme.Secrets;
import dev.callsign.acme.Shell;
import dev.callsign.acme.Shell.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the passphrase of a new device comes from. */
class DevicePassphraseTest {
  private static final String PASSPHRASE = "correct horse, bücher";

  private final Path folder;
  private final Path devices;
  private final Path key;

  DevicePassphraseTest(@TempDir Path folder) {
    this.folder = folder;
    this.devices = folder.resolve("devices.json");
    this.key = folder.resolve("device-1.key");
  }

  @Test
  void comesFromAFile() throws Exception {
    Path file = Secrets.write(folder.resolve("passphrase"), PASSPHRASE + "\n");

    Outcome outcome = add(Shell.now(), "--passphrase-file", file);

    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(outcome.out()).contains("encrypted");
    encryptedWith(PASSPHRASE);
    assertThat(Secrets.mode(key)).isEqualTo("rw-------");
  }

  @Test
  void comesFromSystemd() throws Exception {
    Secrets.write(folder.resolve("callsign-passphrase"), PASSPHRASE);

    add(Shell.now().with("CREDENTIALS_DIRECTORY", folder));

    encryptedWith(PASSPHRASE);
  }

  @Test
  void comesFromThePersonAtTheTerminalWhoTypesItTwice() throws Exception {
    add(Shell.now().answering(PASSPHRASE, PASSPHRASE));

    encryptedWith(PASSPHRASE);
  }

  @Test
  void isNotTakenFromAPersonWhoMistypes() {
    add(Shell.now().answering(PASSPHRASE, "correct house")).failsWith(78, "not the same");
    assertThat(key).doesNotExist();
    assertThat(devices).doesNotExist();
  }

  @Test
  void isNotTakenFromAPersonWhoSaysNothing() {
    add(Shell.now().answering("")).failsWith(78, "no passphrase");
  }

  @Test
  void canBeDeclined() {
    Outcome outcome = add(Shell.now(), "--unencrypted");

    assertThat(outcome.out()).contains("IN THE CLEAR");
    assertThat(key).content().contains("BEGIN PRIVATE KEY");
  }

  @Test
  void isNeverLeftOutSilently() {
    add(Shell.now())
        .failsWith(78, "--passphrase-file", "credential callsign-passphrase", "--unencrypted");
    assertThat(key).doesNotExist();
    assertThat(devices).doesNotExist();
  }

  @Test
  void isNotGivenAndDeclinedAtOnce() throws Exception {
    Path file = Secrets.write(folder.resolve("passphrase"), PASSPHRASE);

    add(Shell.now(), "--passphrase-file", file, "--unencrypted").failsWith(78, "not both");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
  void isRefusedFromAFileThatOthersMayUse(String mode) throws Exception {
    Path file = Files.writeString(folder.resolve("passphrase"), PASSPHRASE);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    add(Shell.now(), "--passphrase-file", file).failsWith(78, "chmod 600 " + file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n", "one\ntwo\n"})
  void isOneLine(String text) throws Exception {
    Path file = Secrets.write(folder.resolve("passphrase"), text);

    add(Shell.now(), "--passphrase-file", file).failsWith(78, "passphrase file " + file);
  }

  @Test
  void isMissedWhereItsFileIsNot() {
    add(Shell.now(), "--passphrase-file", folder.resolve("none")).failsWith(78, "not there");
  }

  private Outcome add(Shell shell, Object... more) {
    Object[] base = {"device", "add", "--domain", "alice.example", "--devices", devices};
    return shell.run(Shell.join(base, more));
  }

  private void encryptedWith(String passphrase) throws Exception {
    assertThat(key).content().startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
    OpenSsl.assumePresent();
    Path file = Secrets.write(folder.resolve("for-openssl"), passphrase + "\n");
    assertThat(
            new String(
                OpenSsl.run("pkey", "-in", key, "-passin", "file:" + file, "-text"),
                StandardCharsets.UTF_8))
        .contains("ED25519 Private-Key");
  }
}
