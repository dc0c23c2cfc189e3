package dev.callsign.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Private keys of directories, against RFC 8037 Appendix A and RFC 8410 §10. */
class DirectoryKeyPairTest {

  private static final String PEM =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
      -----END PRIVATE KEY-----
      """;

  @Test
  void hasThePublicHalfOfTheRfc() {
    assertThat(Rfc8037.keyPair().key()).isEqualTo(Rfc8037.key());
  }

  @Test
  void signsAsTheRfcDoes() {
    byte[] input =
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
            .getBytes(StandardCharsets.US_ASCII);

    assertThat(
            Base64.getUrlEncoder().withoutPadding().encodeToString(Rfc8037.keyPair().sign(input)))
        .isEqualTo(
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
  }

  @Test
  void isReadFromAndWrittenAsPem() throws MalformedException {
    DirectoryKeyPair pair = DirectoryKeyPair.parsePem(PEM);

    assertThat(Base64.getEncoder().encodeToString(pair.key().encode()))
        .isEqualTo("Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=");
    assertThat(pair.toPem()).isEqualTo(PEM);
  }

  /** RFC 8410 §10.3, with attributes and the public key. */
  @Test
  void isReadFromPemOfTheSecondVersion() throws MalformedException {
    DirectoryKeyPair pair =
        DirectoryKeyPair.parsePem(
            """
            -----BEGIN PRIVATE KEY-----
            MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB
            Z9w7lshQhqowtrbLDFw4rXAxZuE=
            -----END PRIVATE KEY-----
            """);

    assertThat(pair.toPem()).isEqualTo(PEM);
  }

  @Test
  void isReadFromPemWithTextAroundItAndOtherLineBreaks() throws MalformedException {
    String pem = "# of the directory\r\n" + PEM.replace("\n", "\r\n") + "made by openssl\r\n";

    assertThat(DirectoryKeyPair.parsePem(pem).toPem()).isEqualTo(PEM);
  }

  @Test
  void comesBackFromItsEncoding() throws MalformedException {
    DirectoryKeyPair pair = DirectoryKeyPair.decode(Rfc8037.keyPair().encode());

    assertThat(pair.key()).isEqualTo(Rfc8037.key());
    assertThat(HexFormat.of().formatHex(pair.encode()))
        .isEqualTo(
            "302e020100300506032b657004220420"
                + HexFormat.of().formatHex(Base64.getUrlDecoder().decode(Rfc8037.D)));
  }

  @Test
  void isNotReadFromOtherPrivateKeys() throws GeneralSecurityException {
    byte[] ec = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getEncoded();
    byte[] x25519 =
        KeyPairGenerator.getInstance("X25519").generateKeyPair().getPrivate().getEncoded();
    byte[] shortSeed = Rfc8037.keyPair().encode();
    shortSeed[15] = 0x1f;

    for (byte[] bytes : new byte[][] {{}, {1, 2, 3}, ec, x25519, shortSeed}) {
      refusal(() -> DirectoryKeyPair.decode(bytes));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n%%%%\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMC4C\n-----END ENCRYPTED PRIVATE KEY-----\n",
        """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
        -----END PUBLIC KEY-----
        """,
      })
  void isNotReadFromOtherText(String text) {
    refusal(() -> DirectoryKeyPair.parsePem(text));
  }

  @Test
  void generatesFromTheRandomnessItIsGiven() throws GeneralSecurityException {
    SecureRandom first = SecureRandom.getInstance("SHA1PRNG");
    first.setSeed(1);
    SecureRandom second = SecureRandom.getInstance("SHA1PRNG");
    second.setSeed(1);

    DirectoryKey key = DirectoryKeyPair.generate(first).key();

    assertThat(DirectoryKeyPair.generate(second).key()).isEqualTo(key);
    assertThat(DirectoryKeyPair.generate(second).key()).isNotEqualTo(key);
  }

  @Test
  void doesNotShowItsPrivateHalfAsText() {
    assertThat(Rfc8037.keyPair()).hasToString("DirectoryKeyPair[" + Rfc8037.KID + "]");
  }

  private static void refusal(ThrowingCallable parse) {
    MalformedException e = catchThrowableOfType(MalformedException.class, parse);
    assertThat(e).isNotNull();
    assertThat(e.slug()).isEqualTo(Slug.BAD_DIRECTORY_KEY);
  }
}
