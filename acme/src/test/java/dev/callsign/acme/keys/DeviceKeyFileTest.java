package dev.callsign.acme.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.acme.OpenSsl;
import dev.callsign.acme.Secrets;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.prekey.IdentityKeyPair;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The openssl command line is the second implementation of encrypted keys. */
class DeviceKeyFileTest {
  private static final String PASSPHRASE = "schlüssel";

  private final SecureRandom random = new SecureRandom();
  private final IdentityKeyPair pair = IdentityKeyPair.generate(random);
  private final Path folder;
  private final Path file;

  DeviceKeyFileTest(@TempDir Path folder) {
    this.folder = folder;
    this.file = folder.resolve("device-1.key");
  }

  @Test
  void readsWhatItWrote() throws Exception {
    DeviceKeyFile.create(file, pair, new Passphrase(PASSPHRASE), random);

    DeviceKey read = DeviceKeyFile.read(file, typing(PASSPHRASE));

    assertThat(read.pair().encode()).isEqualTo(pair.encode());
    assertThat(read.passphrase()).isNotNull();
    assertThat(Secrets.mode(file)).isEqualTo("rw-------");
  }

  @Test
  void asksForNoPassphraseWhereThereIsNone() throws Exception {
    DeviceKeyFile.create(file, pair, null, random);

    DeviceKey read = DeviceKeyFile.read(file, nobody());

    assertThat(read.pair().identityKey()).isEqualTo(pair.identityKey());
    assertThat(read.passphrase()).isNull();
  }

  @Test
  void writesNothingOfTheKeyInTheClear() throws Exception {
    DeviceKeyFile.create(file, pair, new Passphrase(PASSPHRASE), random);

    byte[] pkcs8 = pair.encode();
    byte[] seed = Arrays.copyOfRange(pkcs8, pkcs8.length - 32, pkcs8.length);
    byte[] der =
        Base64.getMimeDecoder()
            .decode(Files.readString(file).replaceAll("-----[A-Z ]+-----", "").strip());
    assertThat(new String(der, StandardCharsets.ISO_8859_1))
        .doesNotContain(new String(seed, StandardCharsets.ISO_8859_1));
  }

  @Test
  void takesAsManyRoundsAsItSays() throws Exception {
    OpenSsl.assumePresent();
    DeviceKeyFile.create(file, pair, new Passphrase(PASSPHRASE), random);

    String asn1 = new String(OpenSsl.run("asn1parse", "-in", file), StandardCharsets.UTF_8);

    assertThat(asn1).contains("hmacWithSHA512", "aes-256-cbc", ":0927C0"); // 600,000
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-v2 aes-256-cbc",
        "-v2 aes-128-cbc -v2prf hmacWithSHA1",
        "-v2 aes-192-cbc -v2prf hmacWithSHA384 -iter 1000"
      })
  void readsWhatOpenSslEncrypts(String options) throws Exception {
    Path plain = encryptByOpenSsl(options);

    DeviceKey read = DeviceKeyFile.read(file, typing(PASSPHRASE));

    byte[] der = OpenSsl.run("pkcs8", "-topk8", "-nocrypt", "-in", plain, "-outform", "DER");
    assertThat(read.pair().encode()).isEqualTo(der);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-v2 des3", "-scrypt"})
  void saysWhatItCannotDecrypt(String options) throws Exception {
    encryptByOpenSsl(options);

    refuses(typing(PASSPHRASE), "not known here");
  }

  @Test
  void saysThatThePassphraseIsWrong() throws Exception {
    DeviceKeyFile.create(file, pair, new Passphrase(PASSPHRASE), random);

    refuses(typing("password"), "the passphrase is wrong");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no key",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAYwAgUABAA=\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN PRIVATE KEY-----\n"
      })
  void refusesWhatIsNoKeyOfADevice(String text) throws Exception {
    Files.writeString(file, text);

    refuses(typing(PASSPHRASE), file.toString());
  }

  @Test
  void refusesTheKeyOfADomain() throws Exception {
    OpenSsl.assumePresent();
    OpenSsl.run("genpkey", "-algorithm", "EC", "-pkeyopt", "group:P-256", "-out", file);

    refuses(nobody(), "Ed25519");
  }

  private Path encryptByOpenSsl(String options) throws Exception {
    OpenSsl.assumePresent();
    Path plain = folder.resolve("plain.pem");
    OpenSsl.run("genpkey", "-algorithm", "ED25519", "-out", plain);
    Path passphrase = Secrets.write(folder.resolve("passphrase"), PASSPHRASE);
    String command =
        "pkcs8 -topk8 -in " + plain + " -out " + file + " -passout file:" + passphrase + " ";
    OpenSsl.run((Object[]) (command + options).split(" ", -1));
    return plain;
  }

  private void refuses(PassphraseOptions passphrases, String part) {
    assertThatThrownBy(() -> DeviceKeyFile.read(file, passphrases))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.BAD_INPUT))
        .hasMessageContaining(part)
        .hasMessageNotContaining(PASSPHRASE);
  }

  private static PassphraseOptions typing(String passphrase) {
    return new PassphraseOptions(Map.of(), _ -> passphrase.toCharArray());
  }

  private static PassphraseOptions nobody() {
    return new PassphraseOptions(Map.of(), null);
  }
}
