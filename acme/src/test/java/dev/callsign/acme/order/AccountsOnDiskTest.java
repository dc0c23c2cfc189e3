package dev.callsign.acme.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.acme.OpenSsl;
import dev.callsign.acme.Secrets;
import dev.callsign.acme.cli.CommandFailure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the owner and the caller keep of an account, and what is refused of it. */
class AccountsOnDiskTest {

  @TempDir Path folder = Path.of("target");

  @Test
  void makesAKeyThatOpensslReadsAndNobodyElseMay() throws Exception {
    OpenSsl.assumePresent();
    Path file = folder.resolve("account.key");

    KeyPair key = AccountKeyFile.create(file, new SecureRandom());

    assertThat(Secrets.mode(file)).isEqualTo("rw-------");
    assertThat(AccountKeyFile.read(file).getPublic().getEncoded())
        .isEqualTo(key.getPublic().getEncoded())
        .isEqualTo(OpenSsl.run("pkey", "-in", file, "-pubout", "-outform", "DER"));
    assertThatThrownBy(() -> AccountKeyFile.create(file, new SecureRandom()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("never overwritten");
  }

  @Test
  void asksForACertificateAsOpensslUnderstandsIt() throws Exception {
    OpenSsl.assumePresent();
    byte[] csr =
        CertificationRequest.of(
            PebbleAccount.callsign("alice.callsign.test"), PebbleAccount.newKey());
    Path file = Files.write(folder.resolve("csr"), csr);

    String text =
        new String(
            OpenSsl.run("req", "-inform", "DER", "-in", file, "-verify", "-noout", "-text"),
            StandardCharsets.UTF_8);

    assertThat(text).contains("DNS:alice.callsign.test", "ecdsa-with-SHA256");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://ca.example/dir", "ftp://ca.example/", "https:///dir", "ca.example", ""})
  void refusesServersWithoutHttps(String directory) {
    assertThatThrownBy(() -> AcmeServer.of(URI.create(directory)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("https address");
  }

  @Test
  void trustsTheCertificatesInAFileBesideItsOwn() throws Exception {
    AcmeServer server = AcmeServer.of(URI.create("https://ca.example/dir"));
    Path none = Files.writeString(folder.resolve("none.pem"), "nothing");

    assertThat(server.addedAnchors()).isEmpty();
    assertThatThrownBy(() -> server.trusting(none)).isInstanceOf(CommandFailure.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short",
        "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9w", // 31 bytes
        "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG4+/nEtx3MUAsUDkMTQ12W", // base64
      })
  void refusesMacKeysThatAreNoneWithoutRepeatingThem(String macKey) {
    assertThatThrownBy(() -> new ExternalAccount("kid-1", macKey))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a MAC key is at least 32 bytes in base64url without padding");
  }

  @Test
  void showsNoMacKeyAndNoAccountKey() throws Exception {
    String macKey = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG";
    ExternalAccount external = new ExternalAccount("kid-1", macKey);
    NewAccount wanted = new NewAccount(true, List.of(), Optional.of(external));
    Account account =
        new Account(
            AcmeServer.of(URI.create("https://ca.example/dir")),
            PebbleAccount.newKey(),
            URI.create("https://ca.example/account/1"));

    assertThat(wanted.toString()).contains("kid-1").doesNotContain(macKey);
    assertThat(account).hasToString("https://ca.example/account/1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "alice",
        "alice@",
        "@example",
        "a b@example",
        "a@example,b@example",
        "a@example?cc=b@example",
        "a%40b@example",
        "mailto:a@example",
        "a@exämple"
      })
  void refusesAddressesThatAreNotOnePlainMailto(String email) {
    assertThatThrownBy(() -> new NewAccount(true, List.of(email), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "../x", "a/b", "a b", "ä", "a\n", "\u0000"})
  void refusesTokensThatAreNotBase64url(String token) {
    assertThatThrownBy(() -> new OpenChallenge("alice.example", token, "k"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new OpenChallenge("alice.example", "a".repeat(201), "k"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The digest is that of RFC 8555 §8.4, computed here by openssl: printf … | openssl dgst. */
  @Test
  void saysWhereAndWhatToAnswer() {
    OpenChallenge challenge =
        new OpenChallenge(
            "alice.example",
            "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA",
            "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA.9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI");

    assertThat(challenge.path())
        .isEqualTo("/.well-known/acme-challenge/evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA");
    assertThat(challenge.recordName()).isEqualTo("_acme-challenge.alice.example.");
    assertThat(challenge.recordValue()).isEqualTo("lCM7cZyQXcVHK2nnW3jjAhNT3Fvm18UN-kWZZknKoYM");
  }
}
