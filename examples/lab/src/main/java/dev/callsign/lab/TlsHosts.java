package dev.callsign.lab;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * One TLS port for any number of names, each with its own certificate and its own misbehaviour.
 *
 * <p>The ClientHello is read before TLS starts, so that what follows can be no TLS at all.
 */
final class TlsHosts implements AutoCloseable {

  /** The alert handshake_failure in a record of TLS 1.2 (RFC 8446 §6). */
  private static final byte[] HANDSHAKE_FAILURE = {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28};

  /** The alert protocol_version, byte for byte what {@code openssl s_server -tls1_1} answers. */
  private static final byte[] PROTOCOL_VERSION = {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x46};

  /** The alert unrecognized_name (RFC 6066 §3): there is no such host. */
  private static final byte[] UNRECOGNIZED_NAME = {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x70};

  /** A peer that says nothing for so long has gone. */
  private static final Duration MAX_IDLE = Duration.ofSeconds(60);

  private final Map<String, Supplier<TlsService>> services = new ConcurrentHashMap<>();
  private final LoopbackServer server;

  TlsHosts(int port, Optional<InetAddress> ipv6) {
    this.server = LoopbackServer.start(Loopback.listen(port, ipv6), this::serve);
  }

  int port() {
    return server.port();
  }

  /**
   * Serves a name.
   *
   * @param service asked for at each connection
   * @throws IllegalArgumentException when the name is served already
   */
  void add(String name, Supplier<TlsService> service) {
    if (services.putIfAbsent(name, service) != null) {
      throw new IllegalArgumentException(name + " is served already, as something else");
    }
  }

  @Override
  public void close() {
    server.close();
  }

  private void serve(Socket socket) throws IOException, InterruptedException {
    socket.setSoTimeout((int) MAX_IDLE.toMillis());
    socket.setTcpNoDelay(true); // several small writes must not wait for each other
    ClientHello hello = ClientHello.read(socket.getInputStream());
    Supplier<TlsService> named = hello.serverName().map(services::get).orElse(null);
    if (named == null) {
      socket.getOutputStream().write(UNRECOGNIZED_NAME);
      return;
    }
    TlsService service = named.get();
    if (service.fault() == null) {
      serveTls(socket, hello, service);
    } else {
      misbehave(service.fault(), socket);
    }
  }

  private static void misbehave(ConnectFault fault, Socket socket)
      throws IOException, InterruptedException {
    switch (fault) {
      case HANDSHAKE_FAILURE -> socket.getOutputStream().write(HANDSHAKE_FAILURE);
      case OLD_TLS -> socket.getOutputStream().write(PROTOCOL_VERSION);
      case HANDSHAKE_SILENCE -> Thread.sleep(MAX_IDLE);
      // The first two do not reach this listener, unless somebody connects to it all the same.
      case REFUSED, TIMEOUT, HANDSHAKE_CLOSED -> socket.close();
    }
  }

  private static void serveTls(Socket socket, ClientHello hello, TlsService service)
      throws IOException, InterruptedException {
    try (SSLSocket tls =
        (SSLSocket)
            context(service.presented())
                .getSocketFactory()
                .createSocket(socket, new ByteArrayInputStream(hello.encode()), true)) {
      Optional<HttpRequest> request = HttpRequest.read(tls.getInputStream());
      if (request.isPresent()) {
        service.responder().respond(request.get(), tls.getOutputStream());
      }
    }
  }

  private static SSLContext context(DomainCertificate certificate) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new OneCertificate(certificate)}, new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }
}
