package dev.callsign.acme.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.OpenSsl;
import dev.callsign.acme.Pebble;
import dev.callsign.acme.TestTls;
import dev.callsign.acme.order.OpenChallenge;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.acme.order.Presentation;
import dev.callsign.lab.Lab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** Answers to tls-alpn-01, and what our own look at them says. */
class TlsAlpnAnswersTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final OpenChallenge CHALLENGE =
      new OpenChallenge("alice.callsign.test", "token", "token.thumbprint");
  private static final OpenChallenge OTHER =
      new OpenChallenge("alice.callsign.test", "token2", "token2.thumbprint");

  @Test
  void presentsWhatOpensslReadsAsAnAnswer() throws Exception {
    OpenSsl.assumePresent();
    int port = freePort();
    try (var _ = standing(solver(port, Optional.empty()).present(CHALLENGE)).answer()) {
      Process client =
          new ProcessBuilder(
                  "openssl",
                  "s_client",
                  "-connect",
                  "127.0.0.1:" + port,
                  "-servername",
                  "alice.callsign.test",
                  "-alpn",
                  "acme-tls/1")
              .redirectErrorStream(true)
              .start();
      client.getOutputStream().close();
      String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said).contains("ALPN protocol: acme-tls/1");

      Process reader =
          new ProcessBuilder("openssl", "x509", "-noout", "-text")
              .redirectErrorStream(true)
              .start();
      reader.outputWriter().append(said).close();
      String text = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text)
          .contains("1.3.6.1.5.5.7.1.31: critical", "DNS:alice.callsign.test")
          .contains("id-ecPublicKey");
    }
  }

  @Test
  void isContentWithTheRightAnswerOnly() throws Exception {
    int port = freePort();
    TlsAlpnProbe probe = new TlsAlpnProbe(Pebble::loopback, port, RANDOM);
    try (var _ = standing(solver(port, Optional.of(probe)).present(CHALLENGE)).answer()) {
      assertThat(probe.complaint(CHALLENGE)).isEmpty();
      assertThat(probe.complaint(OTHER).orElseThrow()).contains("another challenge");
    }
    assertThat(probe.complaint(CHALLENGE).orElseThrow()).contains("does not answer");
  }

  @Test
  void noticesAWebServerThatKnowsNothingOfIt() throws Exception {
    try (Lab lab = Lab.start(Clock.systemUTC(), RANDOM);
        SSLServerSocket web =
            (SSLServerSocket)
                TestTls.presenting(lab.authority().issue(lab.authority().leaf("localhost")))
                    .getServerSocketFactory()
                    .createServerSocket(0, 1, loopback())) {
      Thread.ofVirtual().start(() -> shakeHands(web));
      TlsAlpnProbe probe = new TlsAlpnProbe(Pebble::loopback, web.getLocalPort(), RANDOM);

      assertThat(probe.complaint(CHALLENGE).orElseThrow()).contains("does not speak acme-tls/1");
    }
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, loopback())) {
      Presentation presentation = solver(taken.getLocalPort(), Optional.empty()).present(CHALLENGE);

      assertThat(((Presentation.Failed) presentation).failure())
          .isInstanceOf(OrderFailure.Local.class);
    }
  }

  private static void shakeHands(SSLServerSocket web) {
    try (SSLSocket socket = (SSLSocket) web.accept()) {
      socket.startHandshake();
      boolean _ = socket.getInputStream().read() < 0; // until he leaves
    } catch (IOException e) {
      // he left
    }
  }

  private static TlsAlpnSolver solver(int port, Optional<TlsAlpnProbe> probe) {
    return new TlsAlpnSolver(
        new InetSocketAddress(loopback(), port), probe, RANDOM, Clock.systemUTC());
  }

  private static InetAddress loopback() {
    return InetAddress.ofLiteral("127.0.0.1");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    }
  }

  private static Presentation.Standing standing(Presentation presentation) {
    assertThat(presentation).isInstanceOf(Presentation.Standing.class);
    return (Presentation.Standing) presentation;
  }
}
