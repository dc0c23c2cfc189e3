package dev.callsign.acme.challenge;

import dev.callsign.acme.order.OpenChallenge;
import dev.callsign.acme.order.Presentation;
import dev.callsign.acme.order.Solver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Answers tls-alpn-01 with a listener of its own, which is there only while a challenge is open and
 * finishes handshakes and nothing else (RFC 8737). For machines on which nobody listens on port
 * {@value TlsAlpnProbe#PORT}.
 */
public final class TlsAlpnSolver implements Solver {

  /** For one handshake; an authority waits about as long. */
  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  /** Connections that wait to be accepted; an authority opens a handful. */
  private static final int BACKLOG = 16;

  private final InetSocketAddress bind;
  private final Optional<TlsAlpnProbe> probe;
  private final SecureRandom random;
  private final Clock clock;

  /**
   * A solver with a listener.
   *
   * @param bind where to listen; port {@value TlsAlpnProbe#PORT} unless something forwards it
   * @param probe as in {@link HttpListenerSolver}
   * @param random makes the key of each answer
   * @param clock dates its certificate
   */
  public TlsAlpnSolver(
      InetSocketAddress bind, Optional<TlsAlpnProbe> probe, SecureRandom random, Clock clock) {
    this.bind = bind;
    this.probe = probe;
    this.random = random;
    this.clock = clock;
  }

  @Override
  public String type() {
    return "tls-alpn-01";
  }

  @Override
  public Presentation present(OpenChallenge challenge) {
    SSLContext context = AlpnCertificate.context(challenge, random, clock);
    SSLServerSocket listener;
    try {
      listener = listen(context);
    } catch (IOException e) {
      return SelfCheck.local("cannot listen for tls-alpn-01 at " + bind + ": " + e.getMessage());
    }
    Thread.ofVirtual().start(() -> serve(listener));
    return SelfCheck.judge(listener::close, probe.flatMap(look -> look.complaint(challenge)));
  }

  private SSLServerSocket listen(SSLContext context) throws IOException {
    SSLServerSocket listener =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
    try {
      SSLParameters parameters = listener.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {TlsAlpnProbe.PROTOCOL});
      listener.setSSLParameters(parameters);
      listener.setReuseAddress(true);
      listener.bind(bind, BACKLOG);
      return listener;
    } catch (IOException e) {
      listener.close();
      throw e;
    }
  }

  private static void serve(SSLServerSocket listener) {
    while (!listener.isClosed()) {
      try {
        SSLSocket socket = (SSLSocket) listener.accept();
        Thread.ofVirtual().start(() -> shakeHands(socket));
      } catch (IOException e) {
        // closed, or somebody left before he was let in
      }
    }
  }

  private static void shakeHands(SSLSocket socket) {
    try (socket) {
      socket.setSoTimeout((int) HANDSHAKE_TIMEOUT.toMillis());
      socket.startHandshake();
    } catch (IOException e) {
      // he did not want acme-tls/1, or left
    }
  }
}
