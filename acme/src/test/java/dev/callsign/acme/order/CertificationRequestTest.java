package dev.callsign.acme.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.OpenSsl;
import dev.callsign.acme.keys.KeyFile;
import dev.callsign.acme.keys.PublicHalf;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the openssl command line reads in our requests. */
class CertificationRequestTest {
  private static final Callsign ALICE = callsign();
  private final Path folder;

  CertificationRequestTest(@TempDir Path folder) {
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

    PrivateKey privateKey = KeyFile.readPrivate(key);
    Files.write(
        csr, CertificationRequest.of(ALICE, new KeyPair(PublicHalf.of(privateKey), privateKey)));

    String text =
        new String(
            OpenSsl.run("req", "-in", csr, "-inform", "DER", "-noout", "-text", "-verify"),
            StandardCharsets.UTF_8);
    assertThat(text.lines().map(String::strip))
        .contains("Subject:", "X509v3 Subject Alternative Name:", "DNS:" + ALICE)
        .filteredOn(line -> line.startsWith("X509v3"))
        .hasSize(1);
  }

  private static Callsign callsign() {
    try {
      return Callsign.parse("alice.callsign.test", NamePolicy.WITH_TEST_NAMES);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
