package dev.callsign.acme;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real name server, BIND 9, on loopback: primary of {@code callsign.test}, of which a TSIG key
 * may change the TXT record of {@code _acme-challenge.alice} and nothing else, and of {@code
 * other.test}, which it may change in whole. It has the whole DNS and follows aliases, as the
 * resolver of an authority does.
 */
public final class Bind9 implements AutoCloseable {

  /** A key file as {@code tsig-keygen} writes it, for the key that is allowed. */
  public static final String KEY =
      """
      key "acme-key." {
      \talgorithm hmac-sha256;
      \tsecret "c2l4dGVlbiBieXRlcyBhdCB0aGUgdmVyeSBsZWFzdCE=";
      };
      """;

  private static final String HOW_TO_GET_IT = "apt-get install bind9";

  private static final String ZONE =
      """
      $TTL 60
      @ SOA ns hostmaster 1 3600 600 86400 60
      @ NS ns
      ns A 127.0.0.1
      alice A 127.0.0.1
      bob A 127.0.0.1
      carol A 127.0.0.1
      _acme-challenge.bob CNAME bob.other.test.
      _acme-challenge.ring CNAME gnir
      gnir CNAME _acme-challenge.ring
      """;

  private static final String OTHER =
      """
      $TTL 60
      @ SOA ns hostmaster 1 3600 600 86400 60
      @ NS ns
      ns A 127.0.0.1
      """;

  /** Of its two name servers one is not there. */
  private static final String SILENT =
      """
      $TTL 60
      @ SOA ns hostmaster 1 3600 600 86400 60
      @ NS ns
      @ NS gone
      ns A 127.0.0.1
      gone A 127.0.0.2
      """;

  /** The whole rest of the DNS, so that it asks nobody. */
  private static final String ROOT =
      """
      $TTL 60
      . SOA ns.callsign.test. hostmaster.callsign.test. 1 3600 600 86400 60
      . NS ns.callsign.test.
      ns.callsign.test. A 127.0.0.1
      """;

  private static final String CONFIGURATION =
      """
      %s
      options {
        directory "%s";
        pid-file none;
        session-keyfile none;
        listen-on port %d { 127.0.0.1; };
        listen-on-v6 { none; };
        recursion yes;
        dnssec-validation no;
        notify no;
        allow-transfer { none; };
      };
      controls { };
      zone "." { type primary; file "root.db"; };
      zone "callsign.test" {
        type primary;
        file "callsign.test.db";
        update-policy { grant acme-key. name _acme-challenge.alice.callsign.test. TXT; };
      };
      zone "silent.test" {
        type primary;
        file "silent.test.db";
        allow-update { key acme-key.; };
      };
      zone "other.test" {
        type primary;
        file "other.test.db";
        allow-update { key acme-key.; };
      };
      """;

  private final Process named;
  private final int port;

  private Bind9(Process named, int port) {
    this.named = named;
    this.port = port;
  }

  /** Starts to answer; skips the test, saying why, where it is missing. */
  public static Bind9 start(Path parent) throws Exception {
    Path program = Programs.require("named", HOW_TO_GET_IT);
    Path folder = Files.createDirectories(parent.resolve("bind9"));
    Files.writeString(folder.resolve("root.db"), ROOT);
    Files.writeString(folder.resolve("callsign.test.db"), ZONE);
    Files.writeString(folder.resolve("other.test.db"), OTHER);
    Files.writeString(folder.resolve("silent.test.db"), SILENT);
    int port = Programs.freePort();
    Path configuration =
        Files.writeString(
            folder.resolve("named.conf"),
            CONFIGURATION.formatted(KEY, folder.toAbsolutePath(), port));
    Process named =
        new ProcessBuilder(program.toString(), "-g", "-c", configuration.toString())
            .redirectErrorStream(true)
            .start();
    awaitRunning(named);
    return new Bind9(named, port);
  }

  /** Where to ask and to update. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  @Override
  public void close() {
    named.destroy();
    named.onExit().join();
  }

  /** Reads what it logs until it says that it runs; then on and on, so that it never waits. */
  private static void awaitRunning(Process named) throws IOException {
    List<String> log = new ArrayList<>();
    BufferedReader output = named.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      log.add(line);
      if (line.contains("not loaded due to errors")) {
        named.destroy(); // it would ask the real root
      }
      if (line.endsWith(" running")) {
        Thread.ofVirtual().start(() -> output.lines().forEach(ignored -> {}));
        return;
      }
    }
    throw new IOException("named does not start:\n" + String.join("\n", log));
  }
}
