package dev.callsign.acme.adopt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.certificate.Adopted;
import dev.callsign.acme.certificate.Adoption;
import dev.callsign.acme.certificate.Generation;
import dev.callsign.acme.certificate.Origin;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.NameOptions;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.keys.KeyFile;
import dev.callsign.acme.order.Sleeper;
import dev.callsign.acme.statement.FullChain;
import dev.callsign.name.Callsign;
import dev.callsign.x509.CertificateChain;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code import}: takes over a certificate that another ACME client made. Doing it twice does no
 * harm. When it ends with 0, chain and key are durable in the agent's folder, and a running agent
 * was nudged; signing and publishing is the agent's to do.
 */
@Command(
    name = "import",
    description = "Take over a certificate and its key from another ACME client.")
@SuppressWarnings("NullAway.Init") // picocli sets the required options before the command runs
public final class ImportCommand implements Callable<Integer> {

  /** As long as the agent's own steps on the disk take, several times over. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Between two tries for the lock of the folder. */
  static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

  private static final Pattern SOURCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");

  private final Clock clock;
  private final Sleeper sleeper;

  @Option(
      names = "--cert",
      paramLabel = "FULLCHAIN",
      required = true,
      description = "The certificate chain in PEM, leaf first.")
  private Path certFile;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      required = true,
      description = "The leaf's private key in PEM: PKCS#8, PKCS#1 or SEC1, not encrypted.")
  private Path keyFile;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      required = true,
      description = "Who made it, for example certbot.")
  private String source;

  @Option(
      names = "--acme",
      paramLabel = "URL",
      description = "The directory of the ACME server that it came from.")
  private @Nullable URI authority;

  @Option(
      names = "--home",
      paramLabel = "FOLDER",
      required = true,
      description = "The agent's folder.")
  private Path home;

  @Option(names = "--domain", paramLabel = "NAME", required = true, description = "The callsign.")
  private String domain;

  @Mixin private final NameOptions names = new NameOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  /**
   * A command.
   *
   * @param sleeper waits while somebody else has the agent's folder open
   */
  public ImportCommand(Clock clock, Sleeper sleeper) {
    this.clock = clock;
    this.sleeper = sleeper;
  }

  @Override
  public Integer call() throws CommandFailure {
    Callsign callsign = names.parse(domain);
    checkOptions();
    requireOwner();
    CertificateChain chain = FullChain.read(certFile);
    FullChain.check(chain, callsign, clock.instant());
    PrivateKey key = KeyFile.readPrivate(keyFile);
    Adopted adopted =
        patiently(new Adoption(home, callsign, clock), chain, key, new Origin(source, authority));
    Nudge.give(home, clock);
    output.print(json(callsign, adopted), lines(callsign, adopted));
    return ExitCode.OK.number();
  }

  private void checkOptions() throws CommandFailure {
    if (!SOURCE.matcher(source).matches() || source.equals(Origin.ORDERED)) {
      throw bad("--source is a short name such as certbot, and not '" + Origin.ORDERED + "'");
    }
    if (authority != null && !Origin.isAuthority(authority)) {
      throw bad("--acme is the https:// address of an ACME server's directory");
    }
    if (!Files.isDirectory(home)) {
      throw bad("there is no folder " + home);
    }
  }

  /** What somebody else wrote there, root above all, the agent could not read. */
  private void requireOwner() throws CommandFailure {
    String owner;
    try {
      owner = Files.getOwner(home).getName();
    } catch (IOException e) {
      throw bad("cannot look at " + home + ": " + e.getMessage());
    }
    Optional<String> user = ProcessHandle.current().info().user();
    if (user.isPresent() && !user.get().equals(owner)) {
      throw bad(
          home + " belongs to " + owner + ": run this as that user (runuser -u " + owner + ")");
    }
  }

  private Adopted patiently(
      Adoption adoption, CertificateChain chain, PrivateKey key, Origin origin)
      throws CommandFailure {
    Duration waited = Duration.ZERO;
    while (true) {
      try {
        return adoption.adopt(chain, key, origin);
      } catch (CommandFailure e) {
        if (e.exitCode() != ExitCode.TRY_LATER
            || waited.compareTo(PATIENCE) >= 0
            || !sleeper.sleep(BETWEEN_TRIES)) {
          throw e;
        }
        waited = waited.plus(BETWEEN_TRIES);
      }
    }
  }

  private ObjectNode json(Callsign callsign, Adopted adopted) {
    Generation generation = adopted.generation();
    return JsonNodeFactory.instance
        .objectNode()
        .put("callsign", callsign.aLabel())
        .put("generation", generation.number())
        .put("source", generation.origin().source())
        .put("expires_at", end(generation).toString())
        .put("new", adopted.isNew())
        .put("live", adopted.isLive());
  }

  private static List<String> lines(Callsign callsign, Adopted adopted) {
    Generation generation = adopted.generation();
    return List.of(
        (adopted.isNew() ? "Took over" : "Has already")
            + " the certificate of "
            + callsign
            + " as generation "
            + generation.number(),
        "  expires  " + end(generation),
        adopted.isLive() ? "  live     yes" : "  live     no: what is served ends no earlier");
  }

  private static Instant end(Generation generation) {
    return generation.chain().leaf().getNotAfter().toInstant();
  }

  private static CommandFailure bad(String why) {
    return new CommandFailure(ExitCode.BAD_CONFIGURATION, why);
  }
}
