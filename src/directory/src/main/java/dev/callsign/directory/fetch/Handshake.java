package dev.callsign.directory.fetch;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.2 or later over a connection that stands, with SNI, for HTTP/1.1; bounded in time. Safe for
 * concurrent use.
 */
final class Handshake {

  /** RFC 2818 as the JDK knows it: the certificate must be for the name. */
  private static final String HTTPS = "HTTPS";

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /** What came of a handshake. */
  sealed interface Outcome {

    /** It is complete; {@code socket} lies above the one that was given. */
    record Secured(SSLSocket socket) implements Outcome {}

    /** It took too long, and the socket that was given is closed. */
    record TimedOut() implements Outcome {}

    /** It ended with an error. */
    record Failed(IOException cause) implements Outcome {}
  }

  private final SSLContext tls;
  private final @Nullable String identification;
  private final ScheduledExecutorService timer;

  private Handshake(
      TrustManager[] trust, @Nullable String identification, ScheduledExecutorService timer) {
    this.identification = identification;
    this.timer = timer;
    try {
      this.tls = SSLContext.getInstance("TLS");
      tls.init(null, trust, null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK speaks TLS", e);
    }
  }

  /**
   * One that believes everybody and shows who it was: what is presented is verified afterwards.
   * Never resumes a session, in which the host would present nothing.
   */
  static Handshake capturing(ScheduledExecutorService timer) {
    Handshake capturing = new Handshake(new TrustManager[] {new ChainCapture()}, null, timer);
    capturing.tls.getClientSessionContext().setSessionCacheSize(1); // 0 would be no limit
    return capturing;
  }

  /**
   * One that ends unless the certificate is for the name, and valid below an anchor of the Java
   * runtime or one of {@code added}. Revocation is not looked at.
   */
  static Handshake verifying(List<X509Certificate> added, ScheduledExecutorService timer) {
    try {
      List<X509Certificate> anchors = new ArrayList<>(ofTheRuntime());
      anchors.addAll(added);
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < anchors.size(); i++) {
        store.setCertificateEntry("anchor-" + i, anchors.get(i));
      }
      return new Handshake(trusting(store).getTrustManagers(), HTTPS, timer);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK keeps certificates in memory", e);
    }
  }

  /**
   * Shakes hands.
   *
   * @param raw the TCP socket, which is closed when it takes too long
   * @param host the server name
   */
  Outcome shake(Socket raw, String host, int port, Duration longest) {
    try (Watchdog watchdog = new Watchdog(timer, raw, longest)) {
      try {
        // By what it takes for the host JSSE finds sessions to resume: it is new each time.
        String peer = identification == null ? host + " from " + raw.getLocalPort() : host;
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(raw, peer, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        parameters.setProtocols(PROTOCOLS);
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        parameters.setEndpointIdentificationAlgorithm(identification);
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return new Outcome.Secured(secured);
      } catch (IOException e) {
        return watchdog.hasBitten() ? new Outcome.TimedOut() : new Outcome.Failed(e);
      }
    }
  }

  private static List<X509Certificate> ofTheRuntime() throws GeneralSecurityException {
    return Stream.of(trusting(null).getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .flatMap(manager -> Stream.of(manager.getAcceptedIssuers()))
        .toList();
  }

  /** The trust managers of a store; of the runtime's own for null. */
  private static TrustManagerFactory trusting(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory;
  }
}
