package dev.callsign.acme.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.callsign.acme.Pebble;
import dev.callsign.acme.Programs;
import dev.callsign.acme.Shell;
import dev.callsign.acme.file.DurableFolder;
import dev.callsign.x509.CertificateChain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a certificate takes, from the same ACME server by http-01, with an account that is there
 * already and a new key each time: this agent in a process that has done it before and as {@code
 * once}, certbot, lego. The runs take turns; a table is printed.
 *
 * <p>The agent does more in its time: it also signs a statement, has it served and tells a
 * directory. No part of any build; docs/drills.md says how it is run.
 */
class PeerTimings {
  private static final String NAME = "alice.callsign.test";
  private static final String HOW_TO_GET_THEM = "apt-get install certbot lego";
  private static final int ROUNDS = Integer.getInteger("timings.rounds", 7);
  private static final int WARM_UP = 10;
  private static final double NANOS = 1e9;

  private static final String WARM = "agent, warm";
  private static final String ONCE = "agent, once";
  private static final String CERTBOT = "certbot";
  private static final String LEGO = "lego";

  private final Path folder;
  private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
  private int homes;

  PeerTimings(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void everybodyTakesHisTurn() throws Exception {
    Path certbot = Programs.require("certbot", HOW_TO_GET_THEM);
    Path lego = Programs.require("lego", HOW_TO_GET_THEM);
    HttpServer directory = directory();
    try (Pebble pebble = Pebble.setup().onlyNinetyDays().start(folder)) {
      Path anchor =
          Files.writeString(
              folder.resolve("anchor.pem"),
              CertificateChain.of(pebble.server().addedAnchors()).toPem());
      String text = config(pebble, anchor, directory.getAddress().getPort());
      Path first = home(text, null);
      device(first);
      pass(first);
      for (int i = 0; i < WARM_UP; i++) {
        pass(home(text, first));
      }
      Peer certbotRuns = new Peer("REQUESTS_CA_BUNDLE", anchor, certbot(certbot, pebble));
      Peer legoRuns = new Peer("LEGO_CA_CERTIFICATES", anchor, lego(lego, pebble));
      certbotRuns.run("certonly", "--standalone", "-d", NAME);
      legoRuns.run("run");
      for (int round = 0; round < ROUNDS; round++) {
        Path warm = home(text, first);
        Path cold = home(text, first);
        time(WARM, () -> pass(warm));
        time(ONCE, () -> once(cold));
        time(
            CERTBOT,
            () -> certbotRuns.run("renew", "--no-random-sleep-on-renew", "--force-renewal"));
        time(LEGO, () -> legoRuns.run("renew", "--no-random-sleep", "--days", "1000"));
      }
    } finally {
      directory.stop(0);
    }
    print();
  }

  private void time(String who, Callable<?> run) throws Exception {
    long start = System.nanoTime();
    run.call();
    double took = (System.nanoTime() - start) / NANOS;
    seconds.computeIfAbsent(who, unknown -> new ArrayList<>()).add(took);
  }

  private double median(String who) {
    List<Double> all = seconds.getOrDefault(who, List.of()).stream().sorted().toList();
    return all.get(all.size() / 2);
  }

  private void print() {
    double fastest = Math.min(median(CERTBOT), median(LEGO));
    System.out.printf("%-12s %9s %9s %9s %8s%n", "", "median", "least", "most", "ratio");
    seconds.forEach(
        (who, all) ->
            System.out.printf(
                "%-12s %7.2f s %7.2f s %7.2f s %8.2f%n",
                who,
                median(who),
                all.stream().min(Double::compare).orElseThrow(),
                all.stream().max(Double::compare).orElseThrow(),
                median(who) / fastest));
    System.out.printf(
        "timings: warm %.2f of the fastest peer (target 1.00), once %.2f of certbot (target 1.00)%n",
        median(WARM) / fastest, median(ONCE) / median(CERTBOT));
  }

  /** A directory that takes everything and remembers nothing. */
  private static HttpServer directory() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean isPost = exchange.getRequestMethod().equals("POST");
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(isPost ? 201 : 404, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String config(Pebble pebble, Path anchor, int directory) {
    return """
        domain = %s
        allow-test-names = yes
        directory = http://127.0.0.1:%d
        acme.directory = %s
        acme.anchors = %s
        acme.terms-agreed = yes
        challenge = http-01
        challenge.listen = 127.0.0.1:%d
        challenge.check-address = 127.0.0.1:%d
        statement.file = statement.jws
        host.check = no
        """
        .formatted(
            NAME,
            directory,
            pebble.server().directory(),
            anchor,
            pebble.httpPort(),
            pebble.httpPort());
  }

  /** A new home, with the account and the devices of another one. */
  private Path home(String text, @Nullable Path other) throws Exception {
    Path home = folder.resolve("home-" + homes++);
    DurableFolder.create(home);
    Files.writeString(home.resolve("agent.properties"), text);
    if (other != null) {
      try (Stream<Path> files = Files.walk(other.resolve("accounts"))) {
        for (Path file : files.toList()) {
          Path copy = home.resolve(other.relativize(file));
          Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
      Files.copy(other.resolve("devices.json"), home.resolve("devices.json"));
    }
    return home;
  }

  private static void device(Path home) {
    Path devices = home.resolve("devices.json");
    Object[] add = {"device", "add", "--domain", NAME, "--allow-test-names", "--devices", devices};
    Shell.now().runWell(Shell.join(add, "--unencrypted"));
  }

  /** One pass in this process, from nothing to a live certificate and its statement. */
  private static Path pass(Path home) throws Exception {
    String journal = AgentInProcess.pass(home, Clock.systemUTC());
    assertThat(live(home)).as(journal).exists();
    return home;
  }

  private static Path live(Path home) {
    return home.resolve("certs").resolve(NAME).resolve("live/statement.jws");
  }

  /** As the unit for timers starts it. */
  private static int once(Path home) throws Exception {
    Path log = home.resolve("once.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-jar",
                Path.of("target", "callsign-acme.jar").toAbsolutePath().toString(),
                "once",
                "--config",
                home.resolve("agent.properties").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int status = process.waitFor();
    assertThat(live(home)).as(Files.readString(log)).exists();
    return status;
  }

  private List<String> certbot(Path program, Pebble pebble) {
    return List.of(
        program.toString(),
        "--non-interactive",
        "--config-dir",
        folder.resolve("config").toString(),
        "--work-dir",
        folder.resolve("work").toString(),
        "--logs-dir",
        folder.resolve("logs").toString(),
        "--agree-tos",
        "-m",
        "ops@callsign.test",
        "--no-eff-email",
        "--server",
        pebble.server().directory().toString(),
        "--http-01-address",
        "127.0.0.1",
        "--http-01-port",
        Integer.toString(pebble.httpPort()));
  }

  private List<String> lego(Path program, Pebble pebble) {
    return List.of(
        program.toString(),
        "--accept-tos",
        "--email",
        "ops@callsign.test",
        "--server",
        pebble.server().directory().toString(),
        "--path",
        folder.resolve("lego").toString(),
        "--key-type",
        "ec256",
        "--domains",
        NAME,
        "--http",
        "--http.port",
        "127.0.0.1:" + pebble.httpPort());
  }

  /** A program that orders certificates. */
  private final class Peer {
    private final String trustVariable;
    private final Path anchor;
    private final List<String> own;

    Peer(String trustVariable, Path anchor, List<String> own) {
      this.trustVariable = trustVariable;
      this.anchor = anchor;
      this.own = own;
    }

    int run(String... arguments) throws Exception {
      Path log = folder.resolve("peer.log");
      List<String> command = new ArrayList<>(own);
      command.addAll(List.of(arguments));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().put(trustVariable, anchor.toString());
      int status = builder.start().waitFor();
      assertThat(status).as(Files.readString(log)).isZero();
      return status;
    }
  }
}
