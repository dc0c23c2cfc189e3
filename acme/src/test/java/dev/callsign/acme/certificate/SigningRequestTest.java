package dev.callsign.acme.certificate;

import static dev.callsign.acme.certificate.Certificates.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.OpenSsl;
import dev.callsign.acme.keys.KeyFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the openssl command line reads in our requests. */
class SigningRequestTest {
  private final Path folder;

  SigningRequestTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void requiresOpenSsl() {
    OpenSsl.assumePresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EC -pkeyopt ec_paramgen_curve:P-256",
        "EC -pkeyopt ec_paramgen_curve:P-384",
        "RSA -pkeyopt rsa_keygen_bits:2048"
      })
  void asksForOneNameAndNothingElse(String algorithm) throws Exception {
    Path key = folder.resolve("key.pem");
    String command = "genpkey -algorithm " + algorithm + " -out " + key;
    OpenSsl.run((Object[]) command.split(" ", -1));
    Path csr = folder.resolve("csr.der");

    Files.write(csr, SigningRequest.encode(ALICE, KeyFile.readPrivate(key)));

    String text =
        new String(
            OpenSsl.run("req", "-in", csr, "-inform", "DER", "-noout", "-text", "-verify"),
            StandardCharsets.UTF_8);
    assertThat(text.lines().map(String::strip))
        .contains("Subject:", "X509v3 Subject Alternative Name:", "DNS:" + ALICE)
        .filteredOn(line -> line.startsWith("X509v3"))
        .hasSize(1);
  }
}
