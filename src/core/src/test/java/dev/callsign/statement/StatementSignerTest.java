package dev.callsign.statement;

import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.callsign.testing.StatementDraft;
import dev.callsign.testing.TestAuthority;
import dev.callsign.testing.TestAuthority.TestLeaf;
import dev.callsign.testing.TestKeys;
import java.io.IOException;
import java.net.URI;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the agent signs, the verifier believes; what it must not sign, it refuses. */
class StatementSignerTest {

  private static final KeyStatement STATEMENT = statement(List.of());

  record Signer(String algorithm, TestLeaf leaf) {
    @Override
    public String toString() {
      return algorithm;
    }
  }

  static Stream<Signer> keys() {
    return Stream.of(
        new Signer("ES256", Alice.P256),
        new Signer("ES384", Alice.P384),
        new Signer("PS256", Alice.RSA));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("keys")
  void signsWhatTheVerifierBelieves(Signer row) throws IOException {
    String compact = sign(STATEMENT, row.leaf(), row.leaf().keys().getPrivate());

    VerifiedStatement verified = Alice.believed(Alice.verify(compact));
    assertThat(verified.statement()).isEqualTo(STATEMENT);
    assertThat(verified.chain()).isEqualTo(row.leaf().chain());
    assertThat(verified.sha256())
        .isEqualTo(Statements.hash(compact))
        .isEqualTo(StatementSigner.sha256(compact));
    assertThat(header(compact).required("alg").asText()).isEqualTo(row.algorithm());
  }

  @Test
  void writesExactlyTheHeaderMembersOfTheSpecification() throws IOException {
    JsonNode header = header(sign(STATEMENT, Alice.P256, Alice.P256.keys().getPrivate()));

    assertThat(header.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("typ", "alg", "x5c", "x5t#S256");
    assertThat(header.required("x5t#S256").asText())
        .isEqualTo(Statements.thumbprint(Alice.P256.certificate()));
    assertThat(header.required("x5c")).hasSize(2);
  }

  @Test
  void refusesAKeyThatIsNotTheLeafs() {
    for (PrivateKey other :
        List.of(
            TestKeys.p256().getPrivate(),
            TestKeys.p384().getPrivate(),
            Alice.RSA.keys().getPrivate(),
            TestKeys.ed25519().getPrivate())) {
      assertThatThrownBy(() -> sign(STATEMENT, Alice.P256, other))
          .as(other.getAlgorithm())
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> sign(STATEMENT, Alice.RSA, Alice.P256.keys().getPrivate()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sign(STATEMENT, Alice.RSA, TestKeys.rsa(2048, "mallory").getPrivate()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesALeafOfAnotherKeyType() {
    for (TestLeaf leaf :
        List.of(
            Alice.ISSUER.leaf("alice.example", d -> d.keys(TestKeys.curve("secp521r1"))),
            Alice.ISSUER.leaf("alice.example", d -> d.keys(TestKeys.ed25519())))) {
      assertThatThrownBy(() -> sign(STATEMENT, leaf, leaf.keys().getPrivate()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void refusesALeafAloneAndMoreThanSixCertificates() {
    PrivateKey key = Alice.P256.keys().getPrivate();

    assertThatThrownBy(() -> StatementSigner.sign(STATEMENT, Alice.P256.sentWith(), key))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                StatementSigner.sign(
                    STATEMENT,
                    Alice.P256.sentWith(
                        Collections.nCopies(6, Alice.ISSUER.certificate())
                            .toArray(X509Certificate[]::new)),
                    key))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAStatementOfMoreThan16KiB() {
    KeyStatement large =
        statement(List.of(URI.create("wss://relay.example/" + "x".repeat(12 * 1024))));

    assertThatThrownBy(() -> sign(large, Alice.P256, Alice.P256.keys().getPrivate()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void signsWithACertificateOfAnyIssuer() {
    TestLeaf stranger = TestAuthority.root("Stranger").authority("E1").leaf("bob.example");

    String compact = sign(STATEMENT, stranger, stranger.keys().getPrivate());

    assertThat(Alice.verify(compact)).isInstanceOf(StatementVerdict.Rejected.class);
  }

  private static String sign(KeyStatement statement, TestLeaf leaf, PrivateKey key) {
    return StatementSigner.sign(statement, leaf.chain(), key);
  }

  private static KeyStatement statement(List<URI> mailbox) {
    return new KeyStatement(
        Alice.CALLSIGN,
        1,
        null,
        NOW.minusSeconds(60),
        NOW.plusSeconds(3600),
        List.of(
            Device.of(Alice.CALLSIGN, 1, 4242, "phone", StatementDraft.identity(1), NOW),
            Device.of(Alice.CALLSIGN, 2, 4243, null, StatementDraft.identity(2), NOW)),
        "A".repeat(43),
        mailbox);
  }

  private static JsonNode header(String compact) throws IOException {
    return new JsonMapper()
        .readTree(Base64.getUrlDecoder().decode(compact.substring(0, compact.indexOf('.'))));
  }
}
