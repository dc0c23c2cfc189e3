package dev.callsign.demo;

import dev.callsign.lab.DomainCertificate;
import dev.callsign.lab.Lab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A real ACME server, pebble, as a process that resolves through the lab. Its own HTTPS certificate
 * comes from the lab's authority; the authority it issues from is new at each start.
 */
final class Pebble implements AutoCloseable {
  private static final int POLLS = 300;
  private static final long POLL_MILLIS = 100;

  private final Process process;
  private final SSLContext trust;
  private final int port;
  private final int managementPort;
  private final int httpPort;

  private Pebble(Process process, SSLContext trust, int port, int managementPort, int httpPort) {
    this.process = process;
    this.trust = trust;
    this.port = port;
    this.managementPort = managementPort;
    this.httpPort = httpPort;
  }

  /** The installed pebble, or empty. */
  static Optional<Path> installed() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, "pebble"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Pebble start(Path binary, Lab lab, Path folder) throws Exception {
    DomainCertificate own = lab.authority().issue(lab.authority().leaf("localhost"));
    Path certificate = Files.writeString(folder.resolve("pebble.pem"), own.chain().toPem());
    Path key = Files.writeString(folder.resolve("pebble.key"), pem(own.domainKey().getPrivate()));
    int port = freePort();
    int managementPort = freePort();
    int httpPort = freePort();
    Path config = folder.resolve("pebble.json");
    Files.writeString(
        config,
        """
        {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
         "certificate": "%s", "privateKey": "%s", "httpPort": %d, "tlsPort": %d,
         "ocspResponderURL": "", "externalAccountBindingRequired": false,
         "certificateValidityPeriod": 7776000}}
        """
            .formatted(port, managementPort, certificate, key, httpPort, freePort()));
    ProcessBuilder builder =
        new ProcessBuilder(
            binary.toString(),
            "-strict",
            "-config",
            config.toString(),
            "-dnsserver",
            "127.0.0.1:" + lab.dns().address().getPort());
    builder.environment().putAll(Map.of("PEBBLE_VA_NOSLEEP", "1", "PEBBLE_AUTHZREUSE", "0"));
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("pebble.log").toFile())
            .start();
    Pebble pebble = new Pebble(process, trust(lab), port, managementPort, httpPort);
    pebble.awaitReady();
    return pebble;
  }

  /** The ACME directory. */
  URI directory() {
    return URI.create("https://localhost:" + port + "/dir");
  }

  /** Where it asks for http-01 challenges, on the host itself. */
  int httpPort() {
    return httpPort;
  }

  /** Trusts pebble's own HTTPS certificate. */
  SSLContext trust() {
    return trust;
  }

  /** The root below which it issues, PEM. */
  String root() throws IOException, InterruptedException {
    return get("/roots/0");
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private String get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trust).build()) {
      URI uri = URI.create("https://localhost:" + managementPort + path);
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    for (int poll = 0; poll < POLLS && process.isAlive(); poll++) {
      try {
        if (root().contains("BEGIN CERTIFICATE")) {
          return;
        }
      } catch (IOException e) {
        Thread.sleep(POLL_MILLIS); // not listening yet
      }
    }
    close();
    throw new IOException("pebble did not start; see pebble.log");
  }

  private static SSLContext trust(Lab lab) throws GeneralSecurityException, IOException {
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    anchors.load(null, null);
    anchors.setCertificateEntry("lab", lab.authority().anchor());
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static String pem(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
