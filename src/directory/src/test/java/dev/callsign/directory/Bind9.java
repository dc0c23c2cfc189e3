package dev.callsign.directory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real resolver, BIND 9, on loopback. It has the whole DNS: a signed root, the signed zone {@code
 * test}, and zones below it that are signed well, badly and not at all; so it asks nobody. Needs
 * {@code named} and {@code dnssec-signzone} on the path.
 */
public final class Bind9 implements AutoCloseable {

  /** Why tests are skipped where there is none. */
  public static final String MISSING =
      "named or dnssec-signzone is not installed: apt-get install bind9 bind9-utils";

  /** Tries to find a port that nobody takes before named does. */
  private static final int ATTEMPTS = 10;

  private static final Duration MAX_COMMAND = Duration.ofSeconds(30);

  /** What every zone starts with; names in it are relative to the zone. */
  private static final String HEAD =
      """
      $TTL 60
      @ SOA ns hostmaster 1 3600 600 86400 60
      @ NS ns
      ns A 127.0.0.1
      """;

  private final Path folder;
  private final Process named;
  private final int port;

  private Bind9(Path folder, Process named, int port) {
    this.folder = folder;
    this.named = named;
    this.port = port;
  }

  /** Whether the programs are there. */
  public static boolean isInstalled() {
    return Stream.of("named", "dnssec-keygen", "dnssec-signzone")
        .allMatch(name -> program(name).isPresent());
  }

  /** A program on the path, or where Debian puts what only root is expected to start. */
  private static Optional<String> program(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin";
    return Stream.of(path.split(":", -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  /** Signs the zones and starts to answer; returns when it does. */
  public static Bind9 start() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("callsign-bind9");
    List<String> zones = new Zones(folder).write();
    for (int attempt = 1; true; attempt++) {
      int port = freePort();
      Files.writeString(folder.resolve("named.conf"), configuration(folder, port, zones));
      Process named =
          new ProcessBuilder(
                  program("named").orElseThrow(),
                  "-g",
                  "-c",
                  folder.resolve("named.conf").toString())
              .redirectErrorStream(true)
              .start();
      List<String> log = new ArrayList<>();
      if (isRunning(named, log)) {
        return new Bind9(folder, named, port);
      }
      if (attempt == ATTEMPTS) {
        throw new IOException("named does not start:\n" + String.join("\n", log));
      }
    }
  }

  /** Where to ask. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** A file with the DS record of its root. */
  public Path anchors() {
    return folder.resolve("anchors.ds");
  }

  @Override
  public void close() {
    named.destroy();
    named.onExit().join();
  }

  private static String file(String zone) {
    return zone.equals(".") ? "root" : zone;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Reads what it logs until it says that it runs; then on and on, so that it never waits. */
  private static boolean isRunning(Process named, List<String> log) throws IOException {
    BufferedReader output = named.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      log.add(line);
      if (line.contains("could not listen") || line.contains("address in use")) {
        named.destroy();
        return false;
      }
      if (line.endsWith(" running")) {
        Thread.ofVirtual().start(() -> output.lines().forEach(ignored -> {}));
        return true;
      }
    }
    return false;
  }

  private static String configuration(Path folder, int port, List<String> zones) {
    StringBuilder text =
        new StringBuilder(
            """
            options {
              directory "%1$s";
              pid-file none;
              session-keyfile none;
              listen-on port %2$d { 127.0.0.1; };
              listen-on-v6 { none; };
              recursion yes;
              dnssec-validation no;
              notify no;
              allow-transfer { none; };
            };
            controls { };
            """
                .formatted(folder, port));
    for (String zone : zones) {
      text.append("zone \"%s\" { type primary; file \"%s.db\"; };\n".formatted(zone, file(zone)));
    }
    return text.toString();
  }

  /** The zones as files, signed by BIND's own tools. */
  private static final class Zones {
    private final Path folder;
    private final List<String> names = new ArrayList<>();
    private final StringBuilder delegations = new StringBuilder(HEAD);

    Zones(Path folder) {
      this.folder = folder;
    }

    List<String> write() throws IOException, InterruptedException {
      String hosts =
          """
          alice A 127.0.0.1
          pinned A 127.0.0.1
          _callsign.pinned TXT "v=callsign1; h=%s"
          alias CNAME alice
          *.wild A 127.0.0.1
          leaving CNAME alice.unsigned.test.
          rebound A 10.0.0.1
          """
              .formatted("A".repeat(43));
      String caa =
          """
          @ CAA 0 issue "letsencrypt.org; accounturi=https://ca.example/acct/7"
          own CAA 0 issue ";"
          own A 127.0.0.1
          child.own A 127.0.0.1
          """;
      signed("signed.test", "ECDSAP256SHA256", hosts + caa);
      signed("hashed.test", "ED25519", hosts, "-3", "-");
      signed("optout.test", "ECDSAP256SHA256", hosts, "-3", "-", "-A");
      plain("unsigned.test", hosts);
      signed("changed.test", "ECDSAP256SHA256", "alice A 127.0.0.2\n");
      replace("changed.test", "127.0.0.2", "127.0.0.1");
      signed(
          "expired.test",
          "ECDSAP256SHA256",
          hosts,
          "-P",
          "-s",
          "20200101000000",
          "-e",
          "20200201000000");
      signed("otherkey.test", "ECDSAP256SHA256", hosts);
      replaceDelegation("otherkey.test");
      signed("stripped.test", "ECDSAP256SHA256", hosts);
      strip("stripped.test");
      Files.writeString(folder.resolve("test.txt"), delegations);
      sign("test", "RSASHA256", List.of());
      Files.writeString(
          folder.resolve("root.txt"),
          HEAD + "test. NS ns.\n" + Files.readString(folder.resolve("dsset-test.")));
      sign(".", "RSASHA256", List.of());
      Files.copy(folder.resolve("dsset-."), folder.resolve("anchors.ds"));
      return names;
    }

    private void plain(String zone, String records) throws IOException {
      Files.writeString(folder.resolve(zone + ".db"), HEAD + records);
      delegations.append(zone).append(". NS ns.").append(zone).append(".\n");
      delegations.append("ns.").append(zone).append(". A 127.0.0.1\n");
      names.add(zone);
    }

    private void signed(String zone, String algorithm, String records, String... options)
        throws IOException, InterruptedException {
      plain(zone, records);
      Files.move(folder.resolve(zone + ".db"), folder.resolve(zone + ".txt"));
      names.remove(zone);
      sign(zone, algorithm, List.of(options));
      delegations.append(Files.readString(folder.resolve("dsset-" + zone + ".")));
    }

    private void sign(String zone, String algorithm, List<String> options)
        throws IOException, InterruptedException {
      run(
          List.of(
              program("dnssec-keygen").orElseThrow(), "-q", "-a", algorithm, "-f", "KSK", zone));
      run(List.of(program("dnssec-keygen").orElseThrow(), "-q", "-a", algorithm, zone));
      List<String> command = new ArrayList<>();
      command.add(program("dnssec-signzone").orElseThrow());
      command.addAll(List.of("-q", "-S", "-o", zone));
      command.addAll(List.of("-f", file(zone) + ".db"));
      command.addAll(options);
      command.add(file(zone) + ".txt");
      run(command);
      names.add(zone);
    }

    private void replace(String zone, String text, String other) throws IOException {
      Path file = folder.resolve(zone + ".db");
      Files.writeString(file, Files.readString(file).replace(text, other));
    }

    /** Delegates to a key that the zone does not have. */
    private void replaceDelegation(String zone) throws IOException {
      String wrong = Files.readString(folder.resolve("dsset-changed.test."));
      String right = Files.readString(folder.resolve("dsset-" + zone + "."));
      int at = delegations.indexOf(right);
      delegations.replace(at, at + right.length(), wrong.replace("changed.test.", zone + "."));
    }

    /** Serves the zone as if it had never been signed, below a parent that says it is. */
    private void strip(String zone) throws IOException {
      Files.copy(
          folder.resolve(zone + ".txt"),
          folder.resolve(zone + ".db"),
          StandardCopyOption.REPLACE_EXISTING);
    }

    private void run(List<String> command) throws IOException, InterruptedException {
      Path log = folder.resolve("commands.log");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      boolean ended = process.waitFor(MAX_COMMAND.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new UncheckedIOException(
            new IOException(command + " failed:\n" + Files.readString(log)));
      }
    }
  }
}
