package dev.callsign.demo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.lab.DomainCertificate;
import dev.callsign.lab.Lab;
import dev.callsign.renewal.AcmeDirectory;
import dev.callsign.renewal.CertId;
import dev.callsign.x509.CertificateChain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A real ACME server, pebble, as a process that resolves through the lab. Its own HTTPS certificate
 * comes from the lab's authority; the authority it issues from is new at each start.
 *
 * <p>It needs version 2.10 or later: older ones know neither profiles nor renewal information that
 * a test can set. It revokes, but has no revocation lists, and its certificates name none.
 */
final class Pebble implements AutoCloseable {
  private static final int POLLS = 300;
  private static final long POLL_MILLIS = 100;

  private static final int HTTP_OK = 200;
  private static final int HTTP_NOT_FOUND = 404;

  /** Sets what the server suggests about one certificate; since version 2.8. */
  private static final String SET_RENEWAL_INFO = "/set-renewal-info/";

  private static final String HOW_TO_GET_IT =
      "CONTRIBUTING.md says how to get version 2.10 or later";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A kind of certificates whose renewals can be waited for. */
  static final String BRIEF = "brief";

  static final Duration BRIEF_LIFETIME = Duration.ofSeconds(90);

  /** The kinds of certificates that Let's Encrypt issues, too, with its lifetimes. */
  enum Profile {
    /** 90 days. */
    CLASSIC(Duration.ofDays(90)),
    /** 45 days. */
    TLSSERVER(Duration.ofDays(45)),
    /** 160 hours. */
    SHORTLIVED(Duration.ofHours(160));

    private final Duration lifetime;

    Profile(Duration lifetime) {
      this.lifetime = lifetime;
    }

    /** From the first to the last second of the validity, both included. */
    Duration lifetime() {
      return lifetime;
    }

    /** Its name on the wire. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    private String json() {
      return "\"%s\": {\"description\": \"%s\", \"validityPeriod\": %d}"
          .formatted(this, lifetime, lifetime.toSeconds());
    }
  }

  private final Process process;
  private final SSLContext trust;
  private final int port;
  private final int managementPort;
  private final int httpPort;
  private final Path log;

  private Pebble(
      Process process, SSLContext trust, int port, int managementPort, int httpPort, Path log) {
    this.log = log;
    this.process = process;
    this.trust = trust;
    this.port = port;
    this.managementPort = managementPort;
    this.httpPort = httpPort;
  }

  /**
   * Starts the installed pebble. Skips the test that needs it, saying why, where there is none or
   * it is too old.
   */
  static Pebble start(Lab lab, Path folder) throws Exception {
    Optional<Path> binary = installed();
    assumeTrue(binary.isPresent(), "pebble is not installed; " + HOW_TO_GET_IT);
    Pebble pebble = launch(binary.orElseThrow(), lab, folder);
    if (!pebble.letsRenewalInformationBeSet()) {
      pebble.close();
      assumeTrue(false, "the installed pebble is too old; " + HOW_TO_GET_IT);
    }
    return pebble;
  }

  private static Optional<Path> installed() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, "pebble"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Pebble launch(Path binary, Lab lab, Path folder) throws Exception {
    DomainCertificate own = lab.authority().issue(lab.authority().leaf("localhost"));
    Path certificate = Files.writeString(folder.resolve("pebble.pem"), own.chain().toPem());
    Path key = Files.writeString(folder.resolve("pebble.key"), pem(own.domainKey().getPrivate()));
    int port = freePort();
    int managementPort = freePort();
    int httpPort = freePort();
    String profiles =
        Stream.of(Profile.values()).map(Profile::json).collect(Collectors.joining(",\n   "));
    Path config = folder.resolve("pebble.json");
    Files.writeString(
        config,
        """
        {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
         "certificate": "%s", "privateKey": "%s", "httpPort": %d, "tlsPort": %d,
         "ocspResponderURL": "", "externalAccountBindingRequired": false,
         "keyAlgorithm": "ecdsa",
         "profiles": {
           %s,
           "%s": {"description": "for the impatient", "validityPeriod": %d}
         }}}
        """
            .formatted(
                port,
                managementPort,
                certificate,
                key,
                httpPort,
                freePort(),
                profiles,
                BRIEF,
                BRIEF_LIFETIME.toSeconds()));
    Path log = folder.resolve("pebble.log");
    ProcessBuilder builder =
        new ProcessBuilder(
            binary.toString(),
            "-strict",
            "-config",
            config.toString(),
            "-dnsserver",
            "127.0.0.1:" + lab.dns().address().getPort());
    builder.environment().putAll(Map.of("PEBBLE_VA_NOSLEEP", "1", "PEBBLE_AUTHZREUSE", "0"));
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Pebble pebble = new Pebble(process, trust(lab), port, managementPort, httpPort, log);
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
    return get(management("/roots/0")).body();
  }

  /** Where it answers when {@code leaf}, which it has issued, should be renewed (RFC 9773). */
  URI renewalInfo(X509Certificate leaf) throws IOException, InterruptedException {
    byte[] document = get(directory()).body().getBytes(StandardCharsets.UTF_8);
    return AcmeDirectory.parse(document)
        .flatMap(directory -> directory.renewalInfo(CertId.of(leaf).orElseThrow()))
        .orElseThrow();
  }

  /** Answers about {@code leaf} with this window from now on. */
  void suggest(X509Certificate leaf, Instant start, Instant end)
      throws IOException, InterruptedException {
    suggest(
        leaf,
        """
        {"suggestedWindow": {"start": "%s", "end": "%s"}}
        """
            .formatted(start, end));
  }

  /** Answers about {@code leaf} with these words from now on, whatever they are. */
  void suggest(X509Certificate leaf, String answer) throws IOException, InterruptedException {
    String request =
        JSON.writeValueAsString(
            Map.of(
                "Certificate", CertificateChain.of(List.of(leaf)).toPem(), "ARIResponse", answer));
    HttpResponse<String> response = post(SET_RENEWAL_INFO, request);
    if (response.statusCode() != HTTP_OK) {
      throw new IOException(response.statusCode() + ": " + response.body());
    }
  }

  /** How many orders were made, by its own log. */
  long orders() throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.contains("Added order")).count();
    }
  }

  /** Asks over its HTTPS. */
  HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri).build());
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private boolean letsRenewalInformationBeSet() throws IOException, InterruptedException {
    return post(SET_RENEWAL_INFO, "{}").statusCode() != HTTP_NOT_FOUND;
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(management(path)).POST(BodyPublishers.ofString(body)).build());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trust).build()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  private URI management(String path) {
    return URI.create("https://localhost:" + managementPort + path);
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
