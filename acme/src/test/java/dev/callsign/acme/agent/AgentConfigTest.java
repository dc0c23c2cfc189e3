package dev.callsign.acme.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a configuration says, and what is wrong with one that cannot be run. */
class AgentConfigTest {
  private static final String LEAST =
      """
      domain = alice.example
      directory = https://directory.example
      acme.directory = https://acme.example/directory
      challenge = http-01
      """;

  private final Path file;

  AgentConfigTest(@TempDir Path folder) {
    this.file = folder.resolve("agent.properties");
  }

  private AgentConfig read(String text) throws Exception {
    return AgentConfig.read(Files.writeString(file, text));
  }

  @Test
  void takesWhatIsNotSaidFromWhereTheFileIs() throws Exception {
    AgentConfig config = read(LEAST);

    assertThat(config.callsign().aLabel()).isEqualTo("alice.example");
    assertThat(config.home()).isEqualTo(file.toAbsolutePath().getParent());
    assertThat(config.devices()).isEqualTo(file.toAbsolutePath().resolveSibling("devices.json"));
    assertThat(config.acme().orElseThrow().challenge())
        .isInstanceOfSatisfying(
            AgentConfig.Challenge.HttpListener.class,
            http -> assertThat(http.listen().getPort()).isEqualTo(80));
    assertThat(config.host().enabled()).isTrue();
  }

  @Test
  void anotherSettingIsAnotherConfiguration() throws Exception {
    String text = read(LEAST).text();

    assertThat(read("# a remark\n" + LEAST).text()).isEqualTo(text);
    assertThat(read(LEAST + "acme.profiles = tlsserver\n").text()).isNotEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "acme.profile = tlsserver         | not known, or of no use beside the others: acme.profile",
        "domain = bob.example             | given twice: domain",
        "tick = 10 minutes                | 'tick' is a time such as PT10M",
        "tick = PT0S                      | 'tick' is a time such as PT10M",
        "acme.terms-agreed = true         | 'acme.terms-agreed' is yes or no",
        "acme.eab.key-identifier = kid-1  | 'acme.eab.mac-key-file' go together",
        "acme.staging = http://a.example  | are https:// addresses",
        "acme.emails = a?b@alice.example  | 'acme.emails' or 'acme.eab.*' cannot be used",
        "challenge.listen = 127.0.0.1:0   | 'challenge.listen' is an address and a port",
        "challenge.listen = 127.0.0.1:x   | 'challenge.listen' is an address and a port",
        "challenge.hook = add-record      | of no use beside the others: challenge.hook",
        "statement.continuity-device = x  | 'statement.continuity-device' is a number from 0 to 127",
        "copies.key = key.pem             | 'copies.key' go together",
        "host.check = never               | 'host.check' is yes or no",
      })
  void namesTheSettingThatIsWrong(String line, String why) {
    refuses(LEAST + line + "\n", why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "domain = alice.example         | domain = alice.test           | 'domain' is not a callsign",
        "domain = alice.example         | domain =                      | 'domain' is missing",
        "challenge = http-01            | challenge = dns-01            | 'challenge.hook' is missing",
        "challenge = http-01            | challenge = http-02           | http-01, dns-01 or tls-alpn-01",
        "https://acme.example/directory | http://acme.example/directory | is an https address",
      })
  void saysWhatIsMissingOrCannotBe(String instead, String of, String why) {
    refuses(LEAST.replace(instead, of), why);
  }

  @Test
  void takesCertificatesFromOneSourceOnly() {
    refuses(
        LEAST + "watch.source = certbot\nwatch.path = live\n",
        "'watch.source' and 'acme.directory' exclude each other");
  }

  private void refuses(String text, String why) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
              assertThat(failure.message()).contains(why);
            });
  }
}
