package dev.callsign.acme.agent;

import dev.callsign.acme.adopt.Source;
import dev.callsign.acme.certificate.RenewalPolicy;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.file.InputFile;
import dev.callsign.acme.order.AcmeServer;
import dev.callsign.acme.order.ExternalAccount;
import dev.callsign.acme.order.NewAccount;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.statement.Device;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the owner decided, out of one file (acme/README.md, "Configuration").
 *
 * @param callsign whose agent this is
 * @param home the agent's folder: accounts, keys, certificates, state
 * @param directory where the callsign is published
 * @param devices the devices file
 * @param tick the longest time between two looks around
 * @param acme where certificates are ordered, and how; empty where another ACME client does that
 * @param watch the ACME client whose certificates are taken over; empty for none
 * @param statement what is said in statements
 * @param serving who is given certificate and statement
 * @param host how this agent looks at what is served
 * @param text everything in the file: another text is another configuration
 */
record AgentConfig(
    Callsign callsign,
    Path home,
    DirectoryAddress directory,
    Path devices,
    Duration tick,
    Optional<Acme> acme,
    Optional<Watched> watch,
    StatementSettings statement,
    Serving serving,
    Host host,
    String text) {

  /**
   * How certificates are ordered.
   *
   * @param server whose account is used first
   * @param staging where a failed validation is tried again; empty for nowhere
   * @param fallbacks other servers, in this order
   * @param profiles kinds of certificates, best first; empty to leave it to the server
   * @param account what a server is told of a new account
   * @param preferredIssuer of the chain, where there is a choice
   */
  record Acme(
      AcmeServer server,
      Optional<URI> staging,
      List<URI> fallbacks,
      List<String> profiles,
      NewAccount account,
      Optional<String> preferredIssuer,
      Challenge challenge) {

    Acme {
      fallbacks = List.copyOf(fallbacks);
      profiles = List.copyOf(profiles);
    }

    /** The server with a directory: its HTTPS is trusted as the first one's is. */
    AcmeServer at(URI directory) {
      return new AcmeServer(directory, server.addedAnchors());
    }

    RenewalPolicy.Authorities authorities() {
      return new RenewalPolicy.Authorities(server.directory(), staging.orElse(null), fallbacks);
    }
  }

  /** How the name is proved. */
  sealed interface Challenge {

    /** http-01, answered here. */
    record HttpListener(InetSocketAddress listen, Check check) implements Challenge {}

    /** http-01, answered by a web server that serves this folder. */
    record Webroot(Path folder, Check check) implements Challenge {}

    /** dns-01, by signed updates. */
    record DnsUpdate(InetSocketAddress server, Path tsigKey) implements Challenge {}

    /**
     * dns-01, by a program.
     *
     * @param server who is asked for the zone's name servers; empty for this machine's resolver
     */
    record DnsHook(Path program, Optional<InetSocketAddress> server) implements Challenge {}

    /** tls-alpn-01, answered here. */
    record TlsAlpn(InetSocketAddress listen, Check check) implements Challenge {}
  }

  /**
   * How the answer is looked at before the authority is asked.
   *
   * @param enabled whether it is
   * @param at where, in place of the addresses and the port that the authority uses
   */
  record Check(boolean enabled, Optional<InetSocketAddress> at) {}

  /**
   * Another ACME client.
   *
   * @param authority the directory of the server that it uses; empty where nobody said
   */
  record Watched(Source source, Optional<URI> authority) {}

  /**
   * Who serves.
   *
   * @param file what a web server serves as {@code /.well-known/callsign/statement.jws}
   * @param copies of chain and key for a TLS server; empty for none
   * @param listen where this agent serves by itself; empty for nowhere
   * @param hooks the folder with the owner's programs
   */
  record Serving(
      Optional<Path> file,
      Optional<Copies> copies,
      Optional<InetSocketAddress> listen,
      Path hooks) {}

  /**
   * Copies.
   *
   * @param group that may read the key; empty for the owner alone
   */
  record Copies(Path fullChain, Path key, Optional<String> group) {}

  /**
   * About statements.
   *
   * @param continuity the device that agrees to changes of devices; 0 for none
   * @param previous a statement that was signed before there was this agent
   */
  record StatementSettings(List<URI> mailboxes, int continuity, Optional<Path> previous) {

    StatementSettings {
      mailboxes = List.copyOf(mailboxes);
    }
  }

  /**
   * How the host is looked at.
   *
   * @param enabled whether it is
   * @param at where, in place of port 443 at the addresses that the callsign has
   */
  record Host(boolean enabled, Optional<InetSocketAddress> at) {}

  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int DNS = 53;

  /** Reads a file. Every mistake in it is {@code BAD_CONFIGURATION} and names the setting. */
  static AgentConfig read(Path path) throws CommandFailure {
    ConfigFile file = ConfigFile.read(path);
    AgentConfig config =
        new AgentConfig(
            callsign(file),
            file.resolve(file.optional("home").orElse(".")),
            DirectoryAddress.of(file.uri("directory", file.text("directory"))),
            file.resolve(file.optional("devices").orElse("devices.json")),
            file.duration("tick", RenewalPolicy.DEFAULT_TICK),
            acme(file),
            watch(file),
            new StatementSettings(
                uris(file, "statement.mailboxes"),
                file.number("statement.continuity-device", 0, 0, Device.MAX_ID),
                file.file("statement.previous")),
            serving(file),
            new Host(file.flag("host.check", true), address(file, "host.address", HTTPS)),
            file.everything());
    file.requireAllKnown();
    if (config.acme().isPresent() && config.watch().isPresent()) {
      throw file.bad("watch.source", "and 'acme.directory' exclude each other");
    }
    return config;
  }

  RenewalPolicy policy() {
    return new RenewalPolicy(tick, acme.map(Acme::authorities).orElse(null));
  }

  private static Callsign callsign(ConfigFile file) throws CommandFailure {
    boolean isTest = file.flag("allow-test-names", false);
    try {
      return Callsign.parse(
          file.text("domain"), isTest ? NamePolicy.WITH_TEST_NAMES : NamePolicy.PUBLIC);
    } catch (MalformedException e) {
      throw file.bad("domain", "is not a callsign: " + e.detail());
    }
  }

  private static Optional<Watched> watch(ConfigFile file) throws CommandFailure {
    Optional<String> client = file.optional("watch.source");
    if (client.isEmpty()) {
      return Optional.empty();
    }
    Path path = file.resolve(file.text("watch.path"));
    String domain = file.text("domain");
    Source source =
        switch (client.get()) {
          case "certbot" -> new Source.Certbot(path);
          case "lego" -> new Source.Lego(path, domain);
          case "caddy" -> new Source.Caddy(path, domain);
          case "acme.sh" -> new Source.AcmeSh(path, domain);
          case "kubernetes" -> new Source.KubernetesSecret(path);
          default ->
              throw file.bad("watch.source", "is certbot, lego, caddy, acme.sh or kubernetes");
        };
    Optional<String> authority = file.optional("watch.acme-directory");
    return Optional.of(
        new Watched(
            source,
            authority.isPresent()
                ? Optional.of(file.uri("watch.acme-directory", authority.get()))
                : Optional.empty()));
  }

  private static Serving serving(ConfigFile file) throws CommandFailure {
    Optional<Path> chain = file.file("copies.fullchain");
    Optional<Path> key = file.file("copies.key");
    if (chain.isPresent() != key.isPresent()) {
      throw file.bad("copies.fullchain", "and 'copies.key' go together");
    }
    Optional<String> group = file.optional("copies.group");
    return new Serving(
        file.file("statement.file"),
        chain.map(to -> new Copies(to, key.orElseThrow(), group)),
        address(file, "serve.listen", HTTPS),
        file.resolve(file.optional("hooks").orElse("hooks.d")));
  }

  private static Optional<Acme> acme(ConfigFile file) throws CommandFailure {
    Optional<String> directory = file.optional("acme.directory");
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    AcmeServer server = AcmeServer.of(file.uri("acme.directory", directory.get()));
    Optional<Path> anchors = file.file("acme.anchors");
    if (anchors.isPresent()) {
      server = server.trusting(anchors.get());
    }
    List<URI> staging = uris(file, "acme.staging");
    Acme acme =
        new Acme(
            server,
            staging.stream().findFirst(),
            uris(file, "acme.fallbacks"),
            file.list("acme.profiles"),
            account(file),
            file.optional("acme.preferred-issuer"),
            challenge(file));
    try {
      acme.authorities();
    } catch (IllegalArgumentException e) {
      throw file.bad("acme.staging", "and 'acme.fallbacks' are https:// addresses");
    }
    return Optional.of(acme);
  }

  private static NewAccount account(ConfigFile file) throws CommandFailure {
    Optional<String> identifier = file.optional("acme.eab.key-identifier");
    Optional<Path> macKey = file.file("acme.eab.mac-key-file");
    if (identifier.isPresent() != macKey.isPresent()) {
      throw file.bad("acme.eab.key-identifier", "and 'acme.eab.mac-key-file' go together");
    }
    try {
      Optional<ExternalAccount> external =
          identifier.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new ExternalAccount(
                      identifier.get(), InputFile.readText(macKey.orElseThrow()).strip()));
      return new NewAccount(
          file.flag("acme.terms-agreed", false), file.list("acme.emails"), external);
    } catch (IllegalArgumentException e) {
      throw file.bad("acme.emails", "or 'acme.eab.*' cannot be used: " + e.getMessage());
    }
  }

  private static Challenge challenge(ConfigFile file) throws CommandFailure {
    String type = file.text("challenge");
    return switch (type) {
      case "http-01" -> {
        Check check = check(file, HTTP);
        Optional<Path> webroot = file.file("challenge.webroot");
        yield webroot.isPresent()
            ? new Challenge.Webroot(webroot.get(), check)
            : new Challenge.HttpListener(listen(file, HTTP), check);
      }
      case "tls-alpn-01" -> new Challenge.TlsAlpn(listen(file, HTTPS), check(file, HTTPS));
      case "dns-01" -> {
        Optional<InetSocketAddress> server = address(file, "challenge.dns-server", DNS);
        Optional<Path> program = file.file("challenge.hook");
        yield program.isPresent()
            ? new Challenge.DnsHook(program.get(), server)
            : new Challenge.DnsUpdate(
                server.orElseThrow(
                    () -> file.bad("challenge.dns-server", "or 'challenge.hook' is missing")),
                file.resolve(file.text("challenge.tsig-key-file")));
      }
      default -> throw file.bad("challenge", "is http-01, dns-01 or tls-alpn-01");
    };
  }

  private static InetSocketAddress listen(ConfigFile file, int port) throws CommandFailure {
    Optional<String> given = file.optional("challenge.listen");
    return given.isPresent()
        ? file.socket("challenge.listen", given.get(), port)
        : new InetSocketAddress(port);
  }

  private static Check check(ConfigFile file, int port) throws CommandFailure {
    return new Check(
        file.flag("challenge.check", true), address(file, "challenge.check-address", port));
  }

  private static Optional<InetSocketAddress> address(ConfigFile file, String name, int port)
      throws CommandFailure {
    Optional<String> given = file.optional(name);
    return given.isPresent() ? Optional.of(file.socket(name, given.get(), port)) : Optional.empty();
  }

  private static List<URI> uris(ConfigFile file, String name) throws CommandFailure {
    List<URI> uris = new ArrayList<>();
    for (String each : file.list(name)) {
      uris.add(file.uri(name, each));
    }
    return uris;
  }
}
