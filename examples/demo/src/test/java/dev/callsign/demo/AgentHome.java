package dev.callsign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.lab.DomainCertificate;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabHost;
import dev.callsign.x509.CertificateChain;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * A machine with the packaged agent on it, configured for http-01 at pebble, and a web server that
 * loads certificate and statement again whenever they have changed.
 */
final class AgentHome implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long RELOAD_MILLIS = 100;

  private final Path folder;
  private final LabHost host;
  private final List<Process> processes = new CopyOnWriteArrayList<>();
  private final Thread webServer;
  private volatile boolean isClosed;

  /**
   * A machine.
   *
   * @param more lines of its configuration
   */
  AgentHome(Path parent, Lab lab, LabHost host, Pebble pebble, String directory, String... more)
      throws Exception {
    this.folder = Files.createDirectories(parent.resolve("agent-home"));
    this.host = host;
    Path anchor = lab.writeAnchor(parent.resolve("lab-anchor.pem"));
    initialize(pebble, directory);
    List<String> lines =
        new ArrayList<>(
            List.of(
                "acme.anchors = " + anchor.toAbsolutePath(),
                "challenge.listen = 0.0.0.0:" + pebble.httpPort(),
                "challenge.check-address = 127.0.0.1:" + pebble.httpPort(),
                "host.address = 127.0.0.1:" + lab.tlsPort()));
    lines.addAll(List.of(more));
    Path config = home().resolve("agent.properties");
    String text = Files.readString(config).replace("#challenge.listen = 0.0.0.0:80\n", "");
    Files.writeString(config, text + String.join("\n", lines) + "\n");
    this.webServer = Thread.ofVirtual().name("web server").start(this::serveWhatIsThere);
  }

  private void initialize(Pebble pebble, String directory) throws Exception {
    String name = host.callsign().aLabel();
    run(
        "init",
        "--domain",
        name,
        "--allow-test-names",
        "--directory",
        directory,
        "--acme",
        pebble.directory().toString(),
        "--agree-to-terms",
        "--home",
        "home",
        "--statement-file",
        "www-statement.jws");
    run(
        "device",
        "add",
        "--domain",
        name,
        "--devices",
        "home/devices.json",
        "--allow-test-names",
        "--unencrypted");
  }

  Path home() {
    return folder.resolve("home");
  }

  /** Everything of the callsign's certificates. */
  Path certificates() {
    return home().resolve("certs").resolve(host.callsign().aLabel());
  }

  /** The generations there are. */
  List<Path> generations() throws IOException {
    try (var entries = Files.list(certificates().resolve("gen"))) {
      return entries.sorted().toList();
    }
  }

  /** Runs a command of the agent, which must succeed. */
  String run(String... arguments) throws Exception {
    Packaged.Run run = Packaged.agent(folder, arguments);
    assertThat(run.exitCode()).as(run.output()).isZero();
    return run.output();
  }

  /** Runs {@code once}, however it ends. */
  Packaged.Run once() throws Exception {
    return Packaged.agent(folder, "once", "--config", "home/agent.properties");
  }

  /** Runs {@code once} with its home on a disk that has no room left. */
  Packaged.Run onceOnAFullDisk() throws Exception {
    return Packaged.agentOnAFullDisk(folder, home(), "once", "--config", "full/agent.properties");
  }

  /** What {@code status} says. */
  JsonNode status() throws Exception {
    return JSON.readTree(
        Packaged.agent(folder, "status", "--json", "--config", "home/agent.properties").output());
  }

  /** A running agent. */
  Process start(String command) throws IOException {
    Process process =
        Packaged.startAgent(folder, command, "--json", "--config", "home/agent.properties");
    processes.add(process);
    return process;
  }

  /** Reads what a process prints until a line pleases; empty when it ended before. */
  static Optional<JsonNode> awaitLine(
      Process process, List<String> read, Predicate<JsonNode> pleases) throws IOException {
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      read.add(line);
      if (line.startsWith("{")) {
        JsonNode json = JSON.readTree(line);
        if (pleases.test(json)) {
          return Optional.of(json);
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    processes.forEach(process -> process.destroyForcibly().onExit().join());
    isClosed = true;
    webServer.interrupt();
  }

  private void serveWhatIsThere() {
    String served = "";
    while (!isClosed) {
      try {
        Path live = certificates().resolve("live").toRealPath();
        String statement = Files.readString(folder.resolve("www-statement.jws"));
        String now = live + statement;
        if (!now.equals(served)) {
          host.serve(certificate(live), statement);
          served = now;
        }
      } catch (Exception e) {
        // not there yet, or half switched: a moment later it is
      }
      try {
        Thread.sleep(RELOAD_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static DomainCertificate certificate(Path live) throws Exception {
    CertificateChain chain =
        CertificateChain.parsePem(Files.readString(live.resolve("fullchain.pem")));
    PrivateKey key =
        privateKey(live.resolve("privkey.pem"), chain.leaf().getPublicKey().getAlgorithm());
    return new DomainCertificate(chain, new KeyPair(chain.leaf().getPublicKey(), key));
  }

  private static PrivateKey privateKey(Path file, String algorithm) throws Exception {
    String pem = Files.readString(file);
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }
}
