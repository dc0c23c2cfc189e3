package dev.callsign.acme.serve;

import static dev.callsign.acme.certificate.Kept.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.acme.TestTls;
import dev.callsign.acme.certificate.Generation;
import dev.callsign.acme.certificate.Kept;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.lab.KeyType;
import dev.callsign.lab.Lab;
import dev.callsign.x509.Fingerprint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's own HTTPS host, with real TLS clients, some of them slow. */
class HttpsHostTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String GET = "GET " + HttpsHost.PATH + " HTTP/1.1\r\nHost: a\r\n\r\n";
  private static Lab lab;

  private final Kept kept;
  private HttpsHost host;

  HttpsHostTest(@TempDir Path folder) throws Exception {
    this.kept = new Kept(lab.authority(), folder.resolve("agent"), Clock.systemUTC());
    this.host = HttpsHost.start(ANY_PORT);
  }

  @BeforeAll
  static void startsTheLab() throws Exception {
    lab = Lab.start(Clock.systemUTC(), new SecureRandom());
  }

  @AfterAll
  static void stopsTheLab() throws Exception {
    lab.close();
  }

  @AfterEach
  void closesTheHost() {
    host.close();
  }

  @Test
  void servesTheStatementAndNothingElse() throws Exception {
    host.deploy(kept.live(Duration.ofDays(9), "a statement"));

    assertThat(exchange(GET))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Content-Type: application/jose\r\n", "Content-Length: 11\r\n")
        .endsWith("\r\n\r\na statement");
    assertThat(exchange(GET.replace("GET", "HEAD")))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Content-Length: 11\r\n")
        .endsWith("\r\n\r\n");
    assertThat(exchange(GET.replace("GET", "POST"))).startsWith("HTTP/1.1 405 ");
    for (String path : List.of("/", HttpsHost.PATH + "?x", "/../" + HttpsHost.PATH, "*")) {
      assertThat(exchange("GET " + path + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 404 ");
    }
    for (String nonsense : List.of("\r\n\r\n", "GET /\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n")) {
      assertThat(exchange(nonsense)).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void servesNoStatementBeforeThereIsOne() throws Exception {
    host.deploy(kept.live(Duration.ofDays(9), ""));
    assertThat(exchange(GET)).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void refusesAHeadThatIsTooLong() throws Exception {
    host.deploy(kept.live(Duration.ofDays(9), "a statement"));
    String field = "Cookie: " + "x".repeat(RequestHead.MAX_BYTES);
    assertThat(exchange("GET " + HttpsHost.PATH + " HTTP/1.1\r\n" + field))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void presentsTheCertificateWhateverTheNameAndVersion() throws Exception {
    for (KeyType type : List.of(KeyType.P256, KeyType.RSA_2048)) {
      Duration life = Duration.ofDays(type == KeyType.P256 ? 9 : 99);
      Generation live =
          kept.live(
              lab.authority().issue(lab.authority().leaf(ALICE.aLabel()).endsAfter(life).key(type)),
              "");
      host.deploy(live);
      for (String version : List.of("TLSv1.2", "TLSv1.3")) {
        for (String name : List.of("alice.example", "somebody.example")) {
          try (SSLSocket socket = connect(name, version)) {
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            assertThat(leaf(socket)).isEqualTo(hash(live));
          }
        }
      }
    }
    assertThatThrownBy(() -> connect("alice.example", "TLSv1.1").close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void servesAnotherGenerationWithoutDroppingConnections() throws Exception {
    Generation first = kept.live(Duration.ofDays(9), "one");
    Generation second = kept.live(Duration.ofDays(99), "two");
    host.deploy(first);
    List<SSLSocket> open = new ArrayList<>();
    for (int count = 0; count < 20; count++) {
      SSLSocket socket = connect("alice.example", "TLSv1.3");
      socket.getOutputStream().write(GET.substring(0, count).getBytes(StandardCharsets.US_ASCII));
      open.add(socket);
    }

    host.deploy(second);

    try (SSLSocket socket = connect("alice.example", "TLSv1.3")) {
      assertThat(leaf(socket)).isEqualTo(hash(second));
      assertThat(ask(socket, GET)).endsWith("two");
    }
    for (int count = 0; count < 20; count++) {
      try (SSLSocket socket = open.get(count)) {
        assertThat(leaf(socket)).isEqualTo(hash(first));
        assertThat(ask(socket, GET.substring(count))).endsWith("one");
      }
    }
  }

  @Test
  void cutsOffWhoIsSlowAndServesTheOthers() throws Exception {
    host.close();
    host = HttpsHost.start(ANY_PORT, Duration.ofSeconds(2));
    host.deploy(kept.live(Duration.ofDays(9), "a statement"));
    try (Socket silent = new Socket(host.address().getAddress(), host.address().getPort());
        SSLSocket dribbling = connect("alice.example", "TLSv1.3")) {
      assertThat(exchange(GET)).endsWith("a statement");

      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      assertThatThrownBy(
              () -> {
                while (true) {
                  dribbling.getOutputStream().write('x');
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(exchange(GET)).endsWith("a statement");
    }
  }

  @Test
  void closesConnectionsWhileThereIsNothingToServe() throws Exception {
    try (Socket socket = new Socket(host.address().getAddress(), host.address().getPort())) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void survivesMoreClientsThanItHasPlacesFor() throws Exception {
    host.deploy(kept.live(Duration.ofDays(9), "a statement"));
    List<Socket> crowd = new ArrayList<>();
    for (int count = 0; count < HttpsHost.MAX_CONNECTIONS; count++) {
      crowd.add(new Socket(host.address().getAddress(), host.address().getPort()));
    }
    Thread leaving =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (Socket each : crowd) {
                    close(each);
                  }
                });
    assertThat(exchange(GET)).endsWith("a statement");
    leaving.join();
  }

  @Test
  void saysThatThePortIsTaken() {
    assertThatThrownBy(() -> HttpsHost.start(host.address()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("cannot listen for HTTPS");
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String exchange(String request) throws Exception {
    try (SSLSocket socket = connect("alice.example", "TLSv1.3")) {
      return ask(socket, request);
    }
  }

  private static String ask(SSLSocket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  private SSLSocket connect(String name, String version) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            TestTls.trusting(lab.authority().anchor())
                .getSocketFactory()
                .createSocket(host.address().getAddress(), host.address().getPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    parameters.setProtocols(new String[] {version});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static String leaf(SSLSocket socket) throws Exception {
    return Fingerprint.ofCertificate(
        (X509Certificate) socket.getSession().getPeerCertificates()[0]);
  }

  private static String hash(Generation generation) {
    return Fingerprint.ofCertificate(generation.chain().leaf());
  }
}
