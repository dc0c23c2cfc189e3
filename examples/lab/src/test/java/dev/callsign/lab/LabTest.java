package dev.callsign.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.ct.LogList;
import dev.callsign.statement.StatementSigner;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.Fingerprint;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab as a whole: hosts come up, renew, and go down without a trace. */
class LabTest {

  private Lab lab;

  @BeforeEach
  void startTheLab() {
    lab = Lab.start(Clock.systemUTC(), new SecureRandom());
  }

  @AfterEach
  void closeTheLab() {
    lab.close();
  }

  @Test
  void findsHostsByLabelAndByName() {
    LabHost alice = lab.host("alice");

    assertThat(alice.callsign().aLabel()).isEqualTo("alice.callsign.test");
    assertThat(lab.host("alice.callsign.test")).isSameAs(alice);
    assertThat(lab.host("b\u00fccher").callsign().aLabel())
        .isEqualTo("xn--bcher-kva.callsign.test");
    assertThat(lab.hosts()).hasSize(2);
    assertThatThrownBy(() -> lab.host("no_underscores"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void renewsWithTheKeyThatWasAnnounced() {
    LabHost alice = lab.host("alice");
    String first = alice.statement();
    String announced = alice.payload().next();

    alice.renew();

    assertThat(alice.payload().seq()).isEqualTo(2);
    assertThat(alice.payload().prev()).isEqualTo(StatementSigner.sha256(first));
    assertThat(Fingerprint.ofKey(alice.chain().leaf().getPublicKey())).isEqualTo(announced);
    assertThat(alice.hosted()).isEqualTo(alice.statement()).isNotEqualTo(first);
  }

  @Test
  void addsDevicesInNewStatements() {
    LabHost alice = lab.host("alice");

    LabDevice tablet = alice.addDevice();

    assertThat(alice.payload().seq()).isEqualTo(2);
    assertThat(alice.payload().devices()).hasSize(2).contains(tablet.listed());
    assertThat(tablet.listed().provesPossession(alice.callsign())).isTrue();
  }

  @Test
  void hostsWhateverItIsGiven() throws IOException {
    LabHost alice = lab.host("alice");
    LabHost bob = lab.host("bob");

    alice.publish(bob.statement());
    assertThat(Visitor.in(lab).visit(alice).body()).isEqualTo(bob.statement());

    alice.behave();
    assertThat(Visitor.in(lab).visit(alice).body()).isEqualTo(alice.statement());
  }

  @Test
  void goesBackOnlyWhereThereWasSomethingBefore() {
    LabHost alice = lab.host("alice");

    assertThatThrownBy(() -> alice.misbehave(HistoryFault.ROLLBACK))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void configuresADirectory(@TempDir Path folder) throws Exception {
    Path anchor = lab.writeAnchor(folder.resolve("root.pem"));

    assertThat(lab.directoryProperties(anchor))
        .containsEntry("callsign.dns.resolvers", "127.0.0.1:" + lab.dns().address().getPort())
        .containsEntry("callsign.dns.dnssec", "false")
        .containsEntry("callsign.fetch.port", Integer.toString(lab.tlsPort()))
        .containsEntry("callsign.fetch.allow-reserved", "127.0.0.0/8,::1/128")
        .containsEntry("callsign.trust.anchors", anchor.toString())
        .containsEntry("callsign.trust.issuer-organizations", "Callsign Lab")
        .containsEntry("callsign.trust.allow-test-names", "true")
        .containsEntry("callsign.ct.log-list", folder.resolve("root.pem.ct-logs.json").toString())
        .containsEntry("callsign.renewal.acme-directory", "")
        .doesNotContainKey("callsign.ct.mode");
    assertThat(LogList.parse(Files.readString(folder.resolve("root.pem.ct-logs.json"))).logs())
        .hasSize(4);
    assertThat(CertificateChain.parsePem(Files.readString(anchor)).leaf())
        .isEqualTo(lab.authority().anchor());
  }

  @Test
  void closesEveryConnectionAndPort() throws IOException {
    LabHost alice = lab.host("alice");
    alice.misbehave(HttpFault.SILENCE);
    try (SSLSocket waiting = Visitor.in(lab).handshake(alice, new ArrayList<>());
        Socket silent = new Socket(Loopback.IPV4, lab.tlsPort())) {
      waiting.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));

      lab.close();

      assertThat(endOf(waiting)).isTrue();
      assertThat(endOf(silent)).isTrue();
    }
    Loopback.close(Loopback.listen(lab.tlsPort()));
    Loopback.close(LabDns.start(lab.dns().address().getPort()));
  }

  @Test
  void theReadmeListsEveryMisbehaviourWithItsSlug() throws IOException {
    Pattern row = Pattern.compile("(?m)^\\| `(\\w+\\.\\w+)` \\|.*\\| (.+) \\|$");
    List<String> listed =
        row.matcher(Files.readString(Path.of("README.md")))
            .results()
            .map((MatchResult match) -> match.group(1) + " " + match.group(2))
            .toList();

    assertThat(listed)
        .containsExactlyElementsOf(Misbehaviour.all().stream().map(LabTest::readmeRow).toList());
  }

  private static String readmeRow(Misbehaviour misbehaviour) {
    Expected expected = misbehaviour.expected();
    String name = misbehaviour.getClass().getSimpleName() + "." + misbehaviour.name() + " ";
    return name
        + switch (expected.verdict()) {
          case FAIL -> "`" + expected.slug() + "`";
          case WARN -> "`" + expected.slug() + "` (warning)";
          case PASS, SKIP -> "passes";
        };
  }

  private static boolean endOf(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return true; // reset: just as ended
    }
  }
}
