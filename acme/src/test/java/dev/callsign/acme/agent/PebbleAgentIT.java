package dev.callsign.acme.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.Bind9;
import dev.callsign.acme.Pebble;
import dev.callsign.acme.Secrets;
import dev.callsign.acme.Shell;
import dev.callsign.acme.file.DurableFolder;
import dev.callsign.statement.UnverifiedStatement;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the agent does when its ACME server changes its mind about a certificate (RFC 9773). Its
 * clock is moved to the next time at which it asks; there is no directory in this world.
 */
class PebbleAgentIT {
  private static final String NAME = "alice.callsign.test";

  /** Pebble wants to be asked every six hours, the agent adds up to a tenth. */
  private static final Duration NEXT_QUESTION = Duration.ofHours(7);

  private final Path home;
  private final Path folder;

  PebbleAgentIT(@TempDir Path folder) throws Exception {
    this.folder = folder;
    this.home = folder.resolve("home");
    DurableFolder.create(home);
  }

  private String passLater() throws Exception {
    return AgentInProcess.pass(home, Clock.offset(Clock.systemUTC(), NEXT_QUESTION));
  }

  private void configure(Pebble pebble) throws Exception {
    configure(
        pebble,
        """
        challenge = http-01
        challenge.listen = 127.0.0.1:%d
        challenge.check-address = 127.0.0.1:%d
        """
            .formatted(pebble.httpPort(), pebble.httpPort()));
  }

  private void configure(Pebble pebble, String challenge) throws Exception {
    Path anchor =
        Files.writeString(
            folder.resolve("anchor.pem"),
            CertificateChain.of(pebble.server().addedAnchors()).toPem());
    Files.writeString(
        home.resolve("agent.properties"),
        """
        domain = %s
        allow-test-names = yes
        directory = http://127.0.0.1:1
        acme.directory = %s
        acme.anchors = %s
        acme.terms-agreed = yes
        acme.profiles = classic
        host.check = no
        %s
        """
            .formatted(NAME, pebble.server().directory(), anchor, challenge));
    Path devices = home.resolve("devices.json");
    if (Files.exists(devices)) {
      return;
    }
    Object[] add = {"device", "add", "--domain", NAME, "--allow-test-names", "--devices", devices};
    Shell.now().runWell(Shell.join(add, "--unencrypted"));
  }

  private Path live(String file) {
    return home.resolve("certs").resolve(NAME).resolve("live").resolve(file);
  }

  private CertificateChain chain() throws Exception {
    return CertificateChain.parsePem(Files.readString(live("fullchain.pem")));
  }

  private UnverifiedStatement statement() throws Exception {
    return UnverifiedStatement.parse(Files.readString(live("statement.jws")).strip());
  }

  /** Pulls the window forward, and looks at what the agent makes of it. */
  private void renews(Pebble pebble) throws Exception {
    AgentInProcess.pass(home, Clock.systemUTC());
    CertificateChain first = chain();
    String announced = statement().statement().next();
    Instant now = Instant.now();
    pebble.suggest(first.leaf(), window(now.minusSeconds(60), now));

    String journal = passLater();

    assertThat(chain().leaf()).as(journal).isNotEqualTo(first.leaf());
    assertThat(Fingerprint.ofKey(chain().leaf().getPublicKey())).isEqualTo(announced);
    assertThat(statement().statement().seq()).isEqualTo(2);
    assertThat(journal).contains("when to renew", "orders at");
    assertNothingSecret(journal);
  }

  @Test
  void renewsAtOnceWithTheAnnouncedKeyWhenTheWindowIsPulledForward() throws Exception {
    try (Pebble pebble = Pebble.setup().onlyNinetyDays().start(folder)) {
      configure(pebble);
      renews(pebble);
    }
  }

  @Test
  void obtainsAndRenewsByTlsAlpn01() throws Exception {
    try (Pebble pebble = Pebble.setup().onlyNinetyDays().start(folder)) {
      configure(
          pebble,
          """
          challenge = tls-alpn-01
          challenge.listen = 127.0.0.1:%d
          challenge.check-address = 127.0.0.1:%d
          """
              .formatted(pebble.tlsPort(), pebble.tlsPort()));
      renews(pebble);
    }
  }

  /**
   * First by http-01, seven hours ago by the agent's clock: updates are signed at the true time.
   */
  @Test
  void renewsBySignedUpdatesOfTheZone() throws Exception {
    try (Bind9 bind9 = Bind9.start(folder);
        Pebble pebble = Pebble.setup().onlyNinetyDays().resolving(bind9.address()).start(folder)) {
      configure(pebble);
      AgentInProcess.pass(home, Clock.offset(Clock.systemUTC(), NEXT_QUESTION.negated()));
      CertificateChain first = chain();
      Instant now = Instant.now();
      pebble.suggest(first.leaf(), window(now.minusSeconds(60), now));
      Secrets.write(home.resolve("tsig.key"), Bind9.KEY);
      configure(
          pebble,
          """
          challenge = dns-01
          challenge.dns-server = 127.0.0.1:%d
          challenge.tsig-key-file = tsig.key
          """
              .formatted(bind9.address().getPort()));

      String journal = AgentInProcess.pass(home, Clock.systemUTC());

      assertThat(journal).contains("when to renew", "switches to generation 2");
      assertThat(chain().leaf()).as(journal).isNotEqualTo(first.leaf());
      assertThat(UnverifiedStatement.parse(Files.readString(live("statement.jws")).strip()).chain())
          .isEqualTo(chain());
    }
  }

  private static String window(Instant start, Instant end) {
    return "{\"suggestedWindow\": {\"start\": \"%s\", \"end\": \"%s\"}}".formatted(start, end);
  }

  /** No line of a key is in what the agent says. */
  private void assertNothingSecret(String journal) throws Exception {
    for (String line : Files.readAllLines(live("privkey.pem"))) {
      if (!line.startsWith("-----")) {
        assertThat(journal).doesNotContain(line);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not even JSON",
        "{}",
        "{\"suggestedWindow\": {\"start\": \"2099-01-02T00:00:00Z\", \"end\": \"2099-01-01T00:00:00Z\"}}",
        "{\"suggestedWindow\": {\"start\": \"2099-01-01T00:00:00Z\", \"end\": \"2099-01-02T00:00:00Z\"}}"
      })
  void believesNoWindowThatCannotBeMeant(String answer) throws Exception {
    try (Pebble pebble = Pebble.setup().onlyNinetyDays().start(folder)) {
      configure(pebble);
      AgentInProcess.pass(home, Clock.systemUTC());
      CertificateChain first = chain();
      pebble.suggest(first.leaf(), answer);

      String journal = passLater();

      assertThat(journal).contains("when to renew").doesNotContain("orders at");
      assertThat(chain().leaf()).isEqualTo(first.leaf());
    }
  }
}
