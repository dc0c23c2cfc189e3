package dev.callsign.acme;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.acme.order.AcmeServer;
import dev.callsign.lab.DomainCertificate;
import dev.callsign.lab.Lab;
import dev.callsign.x509.CertificateChain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A real ACME server, pebble, in strict mode, as a process on loopback with a DNS server of its own
 * (pebble-challtestsrv, which says that every name is at 127.0.0.1) or another one. Needs version
 * 2.10 or later.
 */
public final class Pebble implements AutoCloseable {

  /** A name that it refuses to issue for. */
  public static final String BLOCKED = "blocked.callsign.test";

  private static final String HOW_TO_GET_IT =
      "CONTRIBUTING.md says how to get version 2.10 or later";

  private static final int POLLS = 300;
  private static final long POLL_MILLIS = 100;
  private static final int HTTP_OK = 200;
  private static final int HTTP_NOT_FOUND = 404;
  private static final String SET_RENEWAL_INFO = "/set-renewal-info/";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Lab lab;
  private final List<Process> processes;
  private final Ports ports;

  /** Where it listens, and where it asks. */
  private record Ports(int acme, int management, int http, int tls, int dns) {
    static Ports free() throws IOException {
      return new Ports(
          Programs.freePort(),
          Programs.freePort(),
          Programs.freePort(),
          Programs.freePort(),
          Programs.freePort());
    }
  }

  /** How it shall behave. */
  public static final class Setup {
    private final Map<String, String> environment = new LinkedHashMap<>();
    private String accounts = "\"externalAccountBindingRequired\": false";
    private String profiles =
        """
        "classic": {"description": "90 days", "validityPeriod": 7776000},
        "tlsserver": {"description": "45 days", "validityPeriod": 3888000},
        "shortlived": {"description": "160 hours", "validityPeriod": 576000}
        """;
    private int dns;

    private Setup() {
      environment.put("PEBBLE_VA_NOSLEEP", "1");
      environment.put("PEBBLE_AUTHZREUSE", "0");
      environment.put("PEBBLE_WFE_NONCEREJECT", "0");
    }

    /** Sets a variable of its environment. */
    public Setup with(String variable, Object value) {
      environment.put(variable, value.toString());
      return this;
    }

    /** Asks this server in place of pebble-challtestsrv. */
    public Setup resolving(InetSocketAddress server) {
      dns = server.getPort();
      return this;
    }

    /** Has one profile and no other: whoever asks for none gets one by chance. */
    public Setup onlyNinetyDays() {
      profiles = "\"classic\": {\"description\": \"90 days\", \"validityPeriod\": 7776000}";
      return this;
    }

    /** Registers only who has this key, in base64url. */
    public Setup externalAccount(String keyIdentifier, String macKey) {
      accounts =
          "\"externalAccountBindingRequired\": true, \"externalAccountMACKeys\": {\"%s\": \"%s\"}"
              .formatted(keyIdentifier, macKey);
      return this;
    }

    /** Starts it; skips the test, saying why, where it is missing or too old. */
    public Pebble start(Path folder) throws Exception {
      Path pebble = Programs.require("pebble", HOW_TO_GET_IT);
      Path dnsServer = Programs.require("pebble-challtestsrv", HOW_TO_GET_IT);
      Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom());
      Ports ports = Ports.free();
      Process resolver = dns == 0 ? startDns(dnsServer, ports.dns(), folder) : null;
      int asked = dns == 0 ? ports.dns() : dns;
      Path config = configure(lab, ports, folder);
      ProcessBuilder builder =
          new ProcessBuilder(
              pebble.toString(),
              "-strict",
              "-config",
              config.toString(),
              "-dnsserver",
              "127.0.0.1:" + asked);
      builder.environment().putAll(environment);
      Process server = logged(builder, folder.resolve("pebble.log"));
      List<Process> processes = resolver == null ? List.of(server) : List.of(server, resolver);
      Pebble started = new Pebble(lab, processes, ports);
      started.awaitReady(server);
      return started;
    }

    private static Process startDns(Path program, int port, Path folder) throws IOException {
      return logged(
          new ProcessBuilder(
              program.toString(),
              "-defaultIPv4",
              "127.0.0.1",
              "-defaultIPv6",
              "",
              "-dnsserver",
              "127.0.0.1:" + port,
              "-doh",
              "",
              "-http01",
              "",
              "-https01",
              "",
              "-tlsalpn01",
              "",
              "-management",
              "127.0.0.1:" + Programs.freePort()),
          folder.resolve("challtestsrv.log"));
    }

    private static Process logged(ProcessBuilder builder, Path log) throws IOException {
      return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private Path configure(Lab lab, Ports ports, Path folder) throws IOException {
      DomainCertificate own = lab.authority().issue(lab.authority().leaf("localhost"));
      Path certificate = Files.writeString(folder.resolve("pebble.pem"), own.chain().toPem());
      Path key = Files.writeString(folder.resolve("pebble.key"), pem(own.domainKey().getPrivate()));
      return Files.writeString(
          folder.resolve("pebble.json"),
          """
          {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
           "certificate": "%s", "privateKey": "%s", "httpPort": %d, "tlsPort": %d,
           "ocspResponderURL": "", %s, "domainBlocklist": ["%s"], "keyAlgorithm": "ecdsa",
           "retryAfter": {"authz": 1, "order": 1},
           "profiles": {%s}}}
          """
              .formatted(
                  ports.acme(),
                  ports.management(),
                  certificate,
                  key,
                  ports.http(),
                  ports.tls(),
                  accounts,
                  BLOCKED,
                  profiles));
    }
  }

  private Pebble(Lab lab, List<Process> processes, Ports ports) {
    this.lab = lab;
    this.processes = processes;
    this.ports = ports;
  }

  /** One without surprises: no waits, no refused nonces, no authorization used twice. */
  public static Setup setup() {
    return new Setup();
  }

  /** As an ACME client names it. */
  public AcmeServer server() {
    return new AcmeServer(
        URI.create("https://localhost:" + ports.acme() + "/dir"),
        List.of(lab.authority().anchor()));
  }

  /** Where it asks for http-01. */
  public int httpPort() {
    return ports.http();
  }

  /** Where it asks for tls-alpn-01. */
  public int tlsPort() {
    return ports.tls();
  }

  /** The common name of one of its roots. */
  public String root(int number) throws Exception {
    X509Certificate root =
        CertificateChain.parsePem(get(management("/roots/" + number)).body()).leaf();
    return root.getSubjectX500Principal().getName().replaceFirst("^CN=", "");
  }

  /** Answers about {@code leaf} with these words from now on, whatever they are. */
  public void suggest(X509Certificate leaf, String answer) throws Exception {
    String pem = CertificateChain.of(List.of(leaf)).toPem();
    String request = JSON.writeValueAsString(Map.of("Certificate", pem, "ARIResponse", answer));
    HttpResponse<String> response = post(SET_RENEWAL_INFO, request);
    if (response.statusCode() != HTTP_OK) {
      throw new IOException(response.statusCode() + ": " + response.body());
    }
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.destroyForcibly();
    }
    for (Process process : processes) {
      process.onExit().join();
    }
    lab.close();
  }

  private void awaitReady(Process server) throws Exception {
    for (int poll = 0; poll < POLLS && server.isAlive(); poll++) {
      try {
        if (post(SET_RENEWAL_INFO, "{}").statusCode() == HTTP_NOT_FOUND) {
          close();
          System.out.println("skipped: the installed pebble is too old; " + HOW_TO_GET_IT);
          Assumptions.abort("the installed pebble is too old; " + HOW_TO_GET_IT);
        }
        return;
      } catch (IOException e) {
        boolean _ = server.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS); // not listening yet
      }
    }
    close();
    throw new IOException("pebble did not start; see pebble.log");
  }

  private HttpResponse<String> get(URI uri) throws Exception {
    return send(HttpRequest.newBuilder(uri).build());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(management(path)).POST(BodyPublishers.ofString(body)).build());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(TestTls.trusting(lab.authority().anchor())).build()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  private URI management(String path) {
    return URI.create("https://localhost:" + ports.management() + path);
  }

  private static String pem(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  /** Loopback, whatever the name. */
  public static List<InetAddress> loopback(String name) {
    return List.of(InetAddress.getLoopbackAddress());
  }
}
