package dev.callsign.acme.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.acme.Bind9;
import dev.callsign.acme.Secrets;
import dev.callsign.acme.cli.CommandFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/** Keys of updates: what is read, what is refused, and what a server's refusal means. */
class TsigKeyTest {
  private static final String SECRET = "c2l4dGVlbiBieXRlcyBhdCB0aGUgdmVyeSBsZWFzdCE=";

  @TempDir Path folder = Path.of("target");

  @ParameterizedTest
  @ValueSource(
      strings = {
        Bind9.KEY,
        "key acme-key { algorithm HMAC-SHA256; secret " + "S; };",
        "// by hand\nkey \"acme-key\" {\n # comment\n secret \"S\"; // x\n algorithm hmac-sha256; };",
        "key \"acme-key.\"{algorithm \"hmac-sha256\";secret \"S\";};",
      })
  void readsWhatTsigKeygenAndPeopleWrite(String text) throws Exception {
    Path file =
        Secrets.write(
            folder.resolve("key"),
            text.replace("S;", SECRET + ";").replace("\"S\"", "\"" + SECRET + "\""));

    assertThat(TsigKey.read(file)).isEqualTo(new TsigKey("acme-key.", "hmac-sha256", SECRET));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        SECRET,
        "key \"acme-key\" { };",
        "key \"acme-key\" { algorithm hmac-sha256; };",
        "key \"acme-key\" { secret \"" + SECRET + "\"; };",
        "key \"acme-key\" { algorithm hmac-md5; secret \"" + SECRET + "\"; };",
        "key \"acme-key\" { algorithm hmac-sha1; secret \"" + SECRET + "\"; };",
        "key \"acme-key\" { algorithm hmac-sha256; secret \"c2hvcnQ=\"; };",
        "key \"acme-key\" { algorithm hmac-sha256; secret \"*" + SECRET + "\"; };",
        "key \"acme-key\" { algorithm hmac-sha256; secret \"" + SECRET + "\"; }",
        "key \"a..b\" { algorithm hmac-sha256; secret \"" + SECRET + "\"; };",
        "key { algorithm hmac-sha256; secret \"" + SECRET + "\"; };",
        "# key \"acme-key\" { algorithm hmac-sha256; secret \"" + SECRET + "\"; };",
        Bind9.KEY + Bind9.KEY,
      })
  void refusesEverythingElseWithoutRepeatingTheSecret(String text) throws Exception {
    Path file = Secrets.write(folder.resolve("key"), text);

    assertThatThrownBy(() -> TsigKey.read(file))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("cannot be used as a TSIG key")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(SECRET, "c2hvcnQ="));
  }

  @Test
  void showsNoSecret() {
    TsigKey key = TsigKey.parse(Bind9.KEY);
    assertThat(key).hasToString("acme-key. (hmac-sha256)");
    assertThat(updates().toString()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @CsvSource({
    "9, 16, true, compare the secret",
    "9, 17, true, compare name and algorithm",
    "9, 18, true, clock",
    "9, 0, true, not the primary",
    "5, 0, true, update-policy",
    "10, 0, true, NOTZONE",
    "4, 0, true, NOTIMP",
    "0, 0, false, not signed",
    "2, 0, false, SERVFAIL",
    "3, 0, false, NXDOMAIN",
  })
  void saysWhatToDoAboutARefusal(int code, int error, boolean refused, String words)
      throws Exception {
    Zone zone =
        new Zone(
            Name.fromString("callsign.test."),
            Name.fromString("_acme-challenge.alice.callsign.test."));

    DnsUpdate.UpdateFailure failure = updates().failure(zone, code, error);

    assertThat(failure.isRefused()).isEqualTo(refused);
    assertThat(failure.detail())
        .contains(words, "_acme-challenge.alice.callsign.test.")
        .doesNotContain(SECRET);
    assertThat(Rcode.string(code)).isNotEmpty();
  }

  private static DnsUpdate updates() {
    return new DnsUpdate(
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53),
        TsigKey.parse(Bind9.KEY),
        Clock.systemUTC());
  }
}
