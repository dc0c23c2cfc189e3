package dev.callsign.acme.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.acme.OpenSsl;
import dev.callsign.acme.Shell;
import dev.callsign.acme.Shell.Outcome;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceCommandTest {
  private static final BigInteger P =
      BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19)); // RFC 7748 §4.1

  private final Path folder;
  private final Path devices;

  DeviceCommandTest(@TempDir Path folder) {
    this.folder = folder;
    this.devices = folder.resolve("devices.json");
  }

  @Test
  void createsTheDevicesFileWithTheFirstDevice() throws Exception {
    Outcome outcome = add("--domain", "Alice.Example", "--name", "phone");

    assertThat(outcome.exitCode()).isZero();
    JsonNode file = file();
    assertThat(file.path("callsign").textValue()).isEqualTo("alice.example");
    assertThat(file.path("next_id").intValue()).isEqualTo(2);
    JsonNode device = file.path("devices").path(0);
    assertThat(device.path("id").intValue()).isEqualTo(1);
    assertThat(device.path("name").textValue()).isEqualTo("phone");
    assertThat(device.path("registration_id").intValue()).isBetween(1, 16383);
    assertThat(device.path("added_at").longValue()).isEqualTo(Shell.NOW.getEpochSecond());
    assertThat(outcome.out()).contains(device.path("identity_key").textValue());
  }

  @Test
  void everyDeviceProvesThatItHoldsItsKey() throws Exception {
    add("--domain", "alice.example");

    DeviceRegister register = DevicesFile.read(devices);

    Callsign alice = Callsign.parse("alice.example", NamePolicy.PUBLIC);
    assertThat(register.devices()).hasSize(1).allMatch(device -> device.provesPossession(alice));
  }

  @Test
  void writesThePrivateKeyForItsOwnerAlone() throws Exception {
    add("--domain", "alice.example");

    Path key = folder.resolve("device-1.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void openSslReadsThePrivateKeyAndAgreesOnThePublicOne() throws Exception {
    OpenSsl.assumePresent();
    Path key = folder.resolve("phone.pem");
    add("--domain", "alice.example", "--key-out", key);

    byte[] spki = OpenSsl.run("pkey", "-in", key, "-pubout", "-outform", "DER");
    EdECPublicKey edwards =
        (EdECPublicKey)
            KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
    BigInteger y = edwards.getPoint().getY();
    BigInteger u = BigInteger.ONE.add(y).multiply(BigInteger.ONE.subtract(y).modInverse(P)).mod(P);

    String listed = file().path("devices").path(0).path("identity_key").textValue();
    byte[] identityKey = Base64.getUrlDecoder().decode(listed);
    assertThat(identityKey).hasSize(33).startsWith(0x05);
    assertThat(littleEndian(Arrays.copyOfRange(identityKey, 1, 33))).isEqualTo(u);
  }

  @Test
  void takesTheRegistrationIdThatTheClientChose() throws Exception {
    add("--domain", "alice.example", "--registration-id", 4242);

    assertThat(file().path("devices").path(0).path("registration_id").intValue()).isEqualTo(4242);
  }

  @Test
  void neverGivesAnIdAgain() throws Exception {
    add("--domain", "alice.example");
    add();
    remove(2);
    Files.delete(folder.resolve("device-2.key"));
    add();

    assertThat(file().path("devices").findValuesAsText("id")).containsExactly("1", "3");
    assertThat(file().path("next_id").intValue()).isEqualTo(4);
    assertThat(folder.resolve("device-3.key")).exists();
  }

  @Test
  void neverOverwritesAPrivateKeyAndListsNothingThen() throws Exception {
    add("--domain", "alice.example");
    Files.writeString(folder.resolve("device-2.key"), "precious");

    add().failsWith(78, "device-2.key", "never overwritten");

    assertThat(folder.resolve("device-2.key")).hasContent("precious");
    assertThat(file().path("devices")).hasSize(1);
  }

  @Test
  void keepsKeyAndListApart() {
    add("--domain", "alice.example", "--key-out", devices).failsWith(78, "the same file");
    assertThat(devices).doesNotExist();
  }

  @Test
  void takesNamesWithAnAtSignForNames() throws Exception {
    add("--domain", "alice.example", "--name", "@home");

    assertThat(file().path("devices").path(0).path("name").textValue()).isEqualTo("@home");
  }

  @Test
  void listsAtMostSixDevices() {
    add("--domain", "alice.example");
    for (int device = 2; device <= 6; device++) {
      assertThat(add().exitCode()).isZero();
    }

    add().failsWith(65, "6 devices");
    assertThat(folder.resolve("device-7.key")).doesNotExist();
  }

  @Test
  void stopsWhenEveryIdIsUsed() throws Exception {
    add("--domain", "alice.example");
    edit("\"next_id\" : 2", "\"next_id\" : 128");

    add().failsWith(65, "127");
  }

  @Test
  void wantsToKnowWhoseDevicesANewFileLists() {
    add().failsWith(78, "--domain");
    assertThat(devices).doesNotExist();
  }

  @Test
  void refusesAFileOfAnotherCallsign() {
    add("--domain", "alice.example");

    add("--domain", "bob.example").failsWith(78, "alice.example", "bob.example");
  }

  @Test
  void takesTestNamesWhenToldSo() {
    add("--domain", "alice.test").failsWith(78, "reserved");

    assertThat(add("--domain", "alice.test", "--allow-test-names").exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "16384", "many"})
  void refusesRegistrationIdsThatLibsignalRefuses(String id) {
    add("--domain", "alice.example", "--registration-id", id).failsWith(78, "--registration-id");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a\u001b[2Jb"})
  void refusesNamesThatNobodyCanRead(String name) {
    add("--domain", "alice.example", "--name", name).failsWith(78, "--name");
  }

  @Test
  void listsDevicesForAPerson() {
    add("--domain", "alice.example", "--name", "phone");

    Outcome outcome = Shell.now().runWell("device", "list", "--devices", devices);

    assertThat(outcome.out())
        .contains("alice.example: 1 device(s), the next id is 2", "phone", "2026-11-21T10:00:00Z");
  }

  @Test
  void listsDevicesForAProgramAsTheFileDoes() throws Exception {
    add("--domain", "alice.example");

    assertThat(Shell.now().runWell("device", "list", "--json", "--devices", devices).json())
        .isEqualTo(file());
  }

  @Test
  void saysWhichDeviceIsNotThere() {
    add("--domain", "alice.example");

    remove(3).failsWith(65, "no device 3");
  }

  @Test
  void printsFailuresAsJsonToo() throws Exception {
    Outcome outcome = Shell.now().run("device", "list", "--json", "--devices", devices);

    outcome.failsWith(78, "no such file");
    assertThat(outcome.json().path("exit_code").intValue()).isEqualTo(78);
    assertThat(outcome.json().path("error").textValue()).contains("no such file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"callsign\":\"alice.example\"}",
        "{\"callsign\":\"alice.example\",\"next_id\":1,\"devices\":[1]}",
        "{\"callsign\":\"Alice.example\",\"next_id\":1,\"devices\":[]}",
        "{\"callsign\":\"alice.example\",\"next_id\":1,\"next_id\":1,\"devices\":[]}",
        "{\"callsign\":\"alice.example\",\"next_id\":1,\"devices\":[],\"more\":1}"
      })
  void refusesWhatIsNoDevicesFile(String text) throws Exception {
    Files.writeString(devices, text);

    add().failsWith(65, "devices.json");
    assertThat(devices).hasContent(text);
  }

  @Test
  void refusesANextIdThatWouldGiveAnIdAgain() throws Exception {
    add("--domain", "alice.example");
    edit("\"next_id\" : 2", "\"next_id\" : 1");

    add().failsWith(65, "next_id");
  }

  private Outcome add(Object... more) {
    Object[] base = {"device", "add", "--devices", devices, "--unencrypted"};
    return Shell.now().run(Shell.join(base, more));
  }

  private Outcome remove(int id) {
    return Shell.now().run("device", "remove", id, "--devices", devices);
  }

  private JsonNode file() throws IOException {
    return new ObjectMapper().readTree(Files.readString(devices));
  }

  private void edit(String from, String to) throws IOException {
    String text = Files.readString(devices);
    assertThat(text).contains(from);
    Files.writeString(devices, text.replace(from, to));
  }

  private static BigInteger littleEndian(byte[] bytes) {
    byte[] bigEndian = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      bigEndian[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, bigEndian);
  }
}
