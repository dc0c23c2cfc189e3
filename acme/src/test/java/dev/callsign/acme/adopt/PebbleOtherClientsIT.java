package dev.callsign.acme.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.callsign.acme.Pebble;
import dev.callsign.acme.Programs;
import dev.callsign.acme.Shell;
import dev.callsign.acme.agent.AgentInProcess;
import dev.callsign.acme.certificate.Adoption;
import dev.callsign.acme.file.DurableFolder;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.Fingerprint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * certbot and lego, as Debian has them, with certificates of a real ACME server and our scripts as
 * their hooks. Both clients lose a hook that fails; the next look makes up for it.
 */
class PebbleOtherClientsIT {
  private static final String NAME = "alice.callsign.test";
  private static final String HOW_TO_GET_THEM = "apt-get install certbot lego";

  private final Path folder;
  private final Path home;
  private final Path calls;
  private final Path refusal;

  PebbleOtherClientsIT(@TempDir Path folder) throws Exception {
    this.folder = folder;
    this.home = folder.resolve("agent");
    this.calls = Files.createFile(folder.resolve("calls"));
    this.refusal = folder.resolve("refusal");
    DurableFolder.create(home);
  }

  @Test
  void adoptsWhatCertbotMadeAlthoughItsHookWasLost() throws Exception {
    Path certbot = Programs.require("certbot", HOW_TO_GET_THEM);
    Path lineage = folder.resolve("config/live").resolve(NAME);
    Watch watch = watch(new Source.Certbot(lineage));
    assertThat(watch.look()).isInstanceOf(Look.NotYet.class);
    try (Pebble pebble = Pebble.setup().onlyNinetyDays().start(folder)) {
      Certbot client = new Certbot(certbot, pebble, hook("certbot-deploy"));
      Files.createFile(refusal);

      assertThat(client.obtain()).isZero(); // although the hook ends with 3
      assertThat(client.renew()).isZero();
      assertThat(calls()).isEqualTo(1); // it is never run again
      assertThat(Nudge.file(home)).doesNotExist();
      publishesAtItsNextPass("certbot", lineage);
      takesOver(watch, lineage.resolve("fullchain.pem"));

      Files.delete(refusal);
      assertThat(client.renew("--force-renewal")).isZero();
      assertThat(calls()).isEqualTo(2);
      assertThat(Nudge.file(home)).exists();
      takesOver(watch, lineage.resolve("fullchain.pem"));
    }
  }

  @Test
  void adoptsWhatLegoMadeAlthoughItsHookWasLost() throws Exception {
    Path lego = Programs.require("lego", HOW_TO_GET_THEM);
    Path certificates = folder.resolve("lego/certificates");
    Watch watch = watch(new Source.Lego(certificates, NAME));
    assertThat(watch.look()).isInstanceOf(Look.NotYet.class);
    try (Pebble pebble = Pebble.setup().onlyNinetyDays().start(folder)) {
      Lego client = new Lego(lego, pebble);
      String hook = hook("lego").toString();
      Files.createFile(refusal);

      assertThat(client.run("run", "--run-hook", hook)).isNotZero(); // it tells, once
      assertThat(client.run("renew", "--no-random-sleep", "--renew-hook", hook)).isZero();
      assertThat(calls()).isEqualTo(1);
      assertThat(Nudge.file(home)).doesNotExist();
      publishesAtItsNextPass("lego", certificates);
      takesOver(watch, certificates.resolve(NAME + ".crt"));

      Files.delete(refusal);
      assertThat(client.run("renew", "--no-random-sleep", "--days", "1000", "--renew-hook", hook))
          .isZero();
      assertThat(calls()).isEqualTo(2);
      assertThat(Nudge.file(home)).exists();
      takesOver(watch, certificates.resolve(NAME + ".crt"));
    }
  }

  /** A whole agent that nobody has told anything, in a folder of its own, and its directory. */
  private void publishesAtItsNextPass(String client, Path files) throws Exception {
    Path own = folder.resolve("own");
    DurableFolder.create(own);
    AtomicInteger told = new AtomicInteger();
    HttpServer directory =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    directory.createContext(
        "/",
        exchange -> {
          boolean isPost = exchange.getRequestMethod().equals("POST");
          exchange.getRequestBody().readAllBytes();
          told.addAndGet(isPost ? 1 : 0);
          exchange.sendResponseHeaders(isPost ? 201 : 404, -1);
          exchange.close();
        });
    directory.start();
    try {
      Path devices = own.resolve("devices.json");
      Object[] add = {"device", "add", "--domain", NAME, "--devices", devices};
      Shell.now().runWell(Shell.join(add, "--allow-test-names", "--unencrypted"));
      Files.writeString(
          own.resolve("agent.properties"),
          """
          domain = %s
          allow-test-names = yes
          directory = http://127.0.0.1:%d
          host.check = no
          watch.source = %s
          watch.path = %s
          """
              .formatted(NAME, directory.getAddress().getPort(), client, files));

      String journal = AgentInProcess.pass(own, Clock.systemUTC());

      assertThat(journal).contains("took over a certificate", "tells the directory");
      assertThat(told.get()).isEqualTo(1);
    } finally {
      directory.stop(0);
    }
  }

  private static void takesOver(Watch watch, Path theirs) throws Exception {
    String leaf =
        Fingerprint.ofCertificate(CertificateChain.parsePem(Files.readString(theirs)).leaf());
    assertThat(watch.adoptWhatIsThere())
        .isInstanceOfSatisfying(
            Watch.Outcome.TakenOver.class,
            taken -> {
              assertThat(taken.adopted().isLive()).isTrue();
              assertThat(Fingerprint.ofCertificate(taken.adopted().generation().chain().leaf()))
                  .isEqualTo(leaf);
            });
    assertThat(watch.look()).isEqualTo(new Look.Nothing());
  }

  private Watch watch(Source source) throws Exception {
    Clock clock = Clock.systemUTC();
    Callsign callsign = Callsign.parse(NAME, NamePolicy.WITH_TEST_NAMES);
    return new Watch(source, null, new Adoption(home, callsign, clock), clock);
  }

  /** Our script, counted, and kept from running while there is a refusal. */
  private Path hook(String script) throws Exception {
    String text =
        """
        #!/bin/sh
        echo called >> '%s'
        [ ! -e '%s' ] || exit 3
        CALLSIGN_HOME='%s' exec '%s'
        """
            .formatted(calls, refusal, home, Path.of("hooks", script).toAbsolutePath());
    Path hook = Files.writeString(folder.resolve("hook"), text);
    return Files.setPosixFilePermissions(hook, DurableFolder.PRIVATE);
  }

  private int calls() throws Exception {
    return Files.readAllLines(calls).size();
  }

  private Path anchor(Pebble pebble) throws Exception {
    return Files.writeString(
        folder.resolve("anchor.pem"), CertificateChain.of(pebble.server().addedAnchors()).toPem());
  }

  private int run(String variable, Path anchor, Stream<String> command) throws Exception {
    Path log = folder.resolve("client.log");
    ProcessBuilder builder =
        new ProcessBuilder(command.toList()).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put(variable, anchor.toString());
    int status = builder.start().waitFor();
    System.out.print(Files.readString(log));
    return status;
  }

  /** certbot with a configuration of its own. */
  private final class Certbot {
    private final Path program;
    private final Pebble pebble;
    private final Path hook;

    Certbot(Path program, Pebble pebble, Path hook) {
      this.program = program;
      this.pebble = pebble;
      this.hook = hook;
    }

    int obtain() throws Exception {
      return run(
          "certonly",
          "--standalone",
          "-d",
          NAME,
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

    int renew(String... more) throws Exception {
      return run(
          Stream.concat(Stream.of("renew", "--no-random-sleep-on-renew"), Stream.of(more))
              .toArray(String[]::new));
    }

    private int run(String... arguments) throws Exception {
      Stream<String> own =
          Stream.of(
              program.toString(),
              "--non-interactive",
              "--config-dir",
              folder.resolve("config").toString(),
              "--work-dir",
              folder.resolve("work").toString(),
              "--logs-dir",
              folder.resolve("logs").toString(),
              "--deploy-hook",
              hook.toString());
      return PebbleOtherClientsIT.this.run(
          "REQUESTS_CA_BUNDLE", anchor(pebble), Stream.concat(own, Stream.of(arguments)));
    }
  }

  /** lego with a folder of its own. */
  private final class Lego {
    private final Path program;
    private final Pebble pebble;

    Lego(Path program, Pebble pebble) {
      this.program = program;
      this.pebble = pebble;
    }

    int run(String... arguments) throws Exception {
      Stream<String> own =
          Stream.of(
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
      return PebbleOtherClientsIT.this.run(
          "LEGO_CA_CERTIFICATES", anchor(pebble), Stream.concat(own, Stream.of(arguments)));
    }
  }
}
