package dev.callsign.directory.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.lab.DomainCertificate;
import dev.callsign.lab.Lab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host presents now, not what it presented before. */
class HandshakeTest {
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final String NAME = "alice.callsign.test";
  private static final String ALIAS = "leaf";

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom());

  @AfterEach
  void stop() {
    timer.shutdownNow();
    lab.close();
  }

  /** A server that resumes sessions, as most do. */
  private static final class ResumingServer implements AutoCloseable {
    private final SSLServerSocket listener;
    private final DomainCertificate certificate;

    ResumingServer(DomainCertificate certificate, String protocol)
        throws IOException, GeneralSecurityException {
      this.certificate = certificate;
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new OneCertificate()}, null, null);
      listener =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
      listener.setEnabledProtocols(new String[] {protocol});
      Thread.ofVirtual().start(this::serve);
    }

    InetSocketAddress address() {
      return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void serve() {
      while (!listener.isClosed()) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
          socket.startHandshake();
          socket.getOutputStream().write('.');
          int unused = socket.getInputStream().read();
        } catch (IOException e) {
          // closed
        }
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }

    private final class OneCertificate extends X509ExtendedKeyManager {
      @Override
      public String[] getClientAliases(String type, Principal[] issuers) {
        return new String[0];
      }

      @Override
      public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
        throw new UnsupportedOperationException("this side is never a client");
      }

      @Override
      public String[] getServerAliases(String type, Principal[] issuers) {
        return new String[] {ALIAS};
      }

      @Override
      public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
        return ALIAS;
      }

      @Override
      public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
        return ALIAS;
      }

      @Override
      public X509Certificate[] getCertificateChain(String alias) {
        return certificate.chain().certificates().toArray(X509Certificate[]::new);
      }

      @Override
      public PrivateKey getPrivateKey(String alias) {
        return certificate.domainKey().getPrivate();
      }
    }
  }

  private static SSLSession session(Handshake handshake, ResumingServer server) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(server.address());
      Handshake.Outcome outcome =
          handshake.shake(socket, NAME, server.address().getPort(), PATIENT);
      SSLSocket secured = ((Handshake.Outcome.Secured) outcome).socket();
      int unused = secured.getInputStream().read(); // tickets come before the first byte
      return secured.getSession();
    }
  }

  /** A session that is resumed was created when the first one was, and shows its certificate. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void isWholeEachTimeAlsoWithAHostThatResumesSessions(String protocol) throws Exception {
    Handshake handshake = Handshake.capturing(timer);

    try (ResumingServer server =
        new ResumingServer(lab.authority().issue(lab.authority().leaf(NAME)), protocol)) {
      long first = session(handshake, server).getCreationTime();
      while (System.currentTimeMillis() <= first) {
        Thread.onSpinWait();
      }

      assertThat(session(handshake, server).getCreationTime()).isGreaterThan(first);
    }
  }
}
