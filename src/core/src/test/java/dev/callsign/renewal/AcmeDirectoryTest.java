package dev.callsign.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcmeDirectoryTest {
  private static final CertId ID = new CertId("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE");

  /** The example of RFC 9773 §3. */
  @Test
  void knowsWhereTheServerAnswers() {
    assertThat(
            parse(
                """
                {
                  "newNonce": "https://acme.example.com/new-nonce",
                  "newAccount": "https://acme.example.com/new-account",
                  "newOrder": "https://acme.example.com/new-order",
                  "newAuthz": "https://acme.example.com/new-authz",
                  "revokeCert": "https://acme.example.com/revoke-cert",
                  "keyChange": "https://acme.example.com/key-change",
                  "renewalInfo": "https://acme.example.com/renewal-info",
                  "meta": {
                    "termsOfService": "https://example.com/acme/terms/2021-10-05",
                    "caaIdentities": ["example.com"],
                    "externalAccountRequired": false
                  }
                }
                """))
        .map(directory -> directory.renewalInfo(ID))
        .contains(
            Optional.of(
                URI.create(
                    "https://acme.example.com/renewal-info/aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE")));
  }

  @Test
  void writesNoSlashTwice() {
    assertThat(parse("{\"renewalInfo\": \"HTTPS://acme.example:14000/ari/\"}"))
        .map(directory -> directory.renewalInfo(ID))
        .contains(Optional.of(URI.create("HTTPS://acme.example:14000/ari/" + ID)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"newNonce\": 1}", "{\"renewalInfo\": null}"})
  void saysWhenTheServerDoesNotAnswer(String document) {
    assertThat(parse(document))
        .map(directory -> directory.renewalInfo(ID))
        .contains(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "<html>",
        "{} {}",
        "{\"a\": 1, \"a\": 1}",
        "{\"renewalInfo\": 1}",
        "{\"renewalInfo\": \"\"}",
        "{\"renewalInfo\": \"/relative\"}",
        "{\"renewalInfo\": \"http://acme.example/ari\"}",
        "{\"renewalInfo\": \"file:///etc/passwd\"}",
        "{\"renewalInfo\": \"https:ari\"}",
        "{\"renewalInfo\": \"https:///ari\"}",
        "{\"renewalInfo\": \"https://user@acme.example/ari\"}",
        "{\"renewalInfo\": \"https://acme.example/ari?a=b\"}",
        "{\"renewalInfo\": \"https://acme.example/ari#a\"}",
        "{\"renewalInfo\": \"https://acme.example/a ri\"}",
        "{\"renewalInfo\": \"https://äcme.example/ari\"}",
      })
  void refusesWhatIsNone(String document) {
    assertThat(parse(document)).isEmpty();
  }

  private static Optional<AcmeDirectory> parse(String document) {
    return AcmeDirectory.parse(document.getBytes(StandardCharsets.UTF_8));
  }
}
