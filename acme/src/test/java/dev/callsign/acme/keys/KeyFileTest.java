package dev.callsign.acme.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.acme.OpenSsl;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as the openssl command line writes them; it also says what their public half is. */
class KeyFileTest {

  private final Path folder;

  KeyFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void requiresOpenSsl() {
    OpenSsl.assumePresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out",
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out",
        "ecparam -name prime256v1 -genkey -out",
        "ecparam -name secp384r1 -genkey -noout -out",
        "genrsa -traditional -out"
      })
  void readsWhatOpenSslWrites(String command) throws Exception {
    Path file = folder.resolve("key.pem");
    OpenSsl.run((Object[]) (command + " " + file).split(" ", -1));
    byte[] publicKey = OpenSsl.run("pkey", "-in", file, "-pubout", "-outform", "DER");

    assertThat(PublicHalf.of(KeyFile.readPrivate(file)).getEncoded()).isEqualTo(publicKey);
    assertThat(KeyFile.readPublic(file).getEncoded()).isEqualTo(publicKey);
  }

  @Test
  void readsPublicKeysWhereNoPrivateKeyIsNeeded() throws Exception {
    Path file = publicKey();

    assertThat(KeyFile.readPublic(file).getEncoded())
        .isEqualTo(OpenSsl.run("pkey", "-pubin", "-in", file, "-pubout", "-outform", "DER"));
  }

  @Test
  void saysThatAPublicKeySignsNothing() throws Exception {
    Path file = publicKey();

    refuses(() -> KeyFile.readPrivate(file), "public key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pkcs8 -topk8", "ec -aes128"})
  void saysHowToDecryptAnEncryptedKey(String command) throws Exception {
    Path file = folder.resolve("encrypted.pem");
    String options = " -passout pass:secret -in " + privateKey() + " -out " + file;
    OpenSsl.run((Object[]) (command + options).split(" ", -1));

    refuses(() -> KeyFile.readPrivate(file), "openssl pkey");
  }

  @Test
  void refusesAKeyThatSignsNoStatements() throws Exception {
    Path file = folder.resolve("ed25519.pem");
    OpenSsl.run("genpkey", "-algorithm", "ED25519", "-out", file);

    refuses(() -> KeyFile.readPrivate(file), "neither RSA nor EC");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not a key",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n"
      })
  void refusesWhatIsNoKey(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("key.pem"), text);

    refuses(() -> KeyFile.readPrivate(file), file.toString());
  }

  private Path privateKey() throws Exception {
    Path file = folder.resolve("plain.pem");
    OpenSsl.run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file);
    return file;
  }

  private Path publicKey() throws Exception {
    Path file = folder.resolve("public.pem");
    OpenSsl.run("pkey", "-in", privateKey(), "-pubout", "-out", file);
    return file;
  }

  private static void refuses(ThrowingCallable call, String part) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.BAD_INPUT))
        .hasMessageContaining(part);
  }
}
