package dev.callsign.acme.statement;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.NameOptions;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.device.DeviceFiles;
import dev.callsign.acme.device.DeviceRegister;
import dev.callsign.acme.device.DevicesFile;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.keys.DeviceKey;
import dev.callsign.acme.keys.DeviceKeyFile;
import dev.callsign.acme.keys.KeyFile;
import dev.callsign.acme.keys.PassphraseOptions;
import dev.callsign.acme.keys.PublicHalf;
import dev.callsign.name.Callsign;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.StatementSigner;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.Fingerprint;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code sign}: a key statement from any certificate and its key.
 *
 * <p>Every call makes a new statement, also when nothing changed: it follows the one in {@code
 * --previous}, or the one in {@code --out}, with the next {@code seq}. Two calls at once on the
 * same file would make two statements of one {@code seq}; nothing here keeps them apart.
 */
@Command(
    name = "sign",
    description = "Sign the key statement of a callsign with its certificate's private key.")
@SuppressWarnings("NullAway.Init") // picocli sets the required options before the command runs
public final class SignCommand implements Callable<Integer> {
  private final Clock clock;

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
      names = "--devices",
      paramLabel = "FILE",
      required = true,
      description = "The devices file that 'device add' keeps.")
  private Path devicesFile;

  @Option(
      names = "--domain",
      paramLabel = "NAME",
      description = "The callsign, for a check against the devices file.")
  private @Nullable String domain;

  @Option(
      names = "--previous",
      paramLabel = "STATEMENT",
      description = "The statement that this one follows; the existing --out when absent.")
  private @Nullable Path previousFile;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the statement goes, in one step; standard output when absent.")
  private @Nullable Path out;

  @Option(
      names = "--expires-at",
      paramLabel = "INSTANT",
      description =
          "End of the statement, for example 2026-12-24T00:00:00Z; at most, and without"
              + " this option exactly, the end of the certificate.")
  private @Nullable Instant expiresAt;

  @Option(
      names = "--next-key",
      paramLabel = "FILE",
      description = "The next certificate's key in PEM, private or public, to announce it.")
  private @Nullable Path nextKeyFile;

  @Option(
      names = "--mailbox",
      paramLabel = "URI",
      description = "wss:// address where first contact goes; may be repeated.")
  private List<URI> mailboxes = new ArrayList<>();

  @Option(
      names = "--continuity",
      paramLabel = "ID",
      description =
          "A device of the statement before, whose key is beside the devices file: it agrees to"
              + " a change of devices, which is in force at once then.")
  private @Nullable Integer agreeing;

  @Mixin private final PassphraseOptions passphrases;
  @Mixin private final NameOptions names = new NameOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  /** A command that takes the time, and the passphrase of a device that agrees, from these. */
  public SignCommand(Clock clock, PassphraseOptions passphrases) {
    this.clock = clock;
    this.passphrases = passphrases;
  }

  @Override
  public Integer call() throws CommandFailure {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    checkMailboxes();
    DeviceRegister register = DevicesFile.read(devicesFile);
    Callsign callsign = names.parse(register.callsign().aLabel());
    register.requireCallsign(domain == null ? null : names.parse(domain), devicesFile);
    CertificateChain chain = FullChain.read(certFile);
    FullChain.check(chain, callsign, now);
    PrivateKey key = domainKey(chain);
    PreviousStatement previous = previous(callsign);
    String next = nextKeyFile == null ? null : Fingerprint.ofKey(KeyFile.readPublic(nextKeyFile));
    StatementMaker.Made made =
        StatementMaker.make(
            new StatementContent(register, next, expiresAt, mailboxes),
            chain,
            key,
            previous,
            agreement(),
            now);
    KeyStatement statement = made.statement();
    String compact = made.compact();
    if (out != null) {
      DurableFile.replace(out, compact.getBytes(StandardCharsets.US_ASCII), DurableFile.PUBLIC);
    }
    output.print(toJson(statement, compact), out == null ? List.of(compact) : done(statement, out));
    made.remarks().forEach(output::note);
    return ExitCode.OK.number();
  }

  private void checkMailboxes() throws CommandFailure {
    boolean secure = mailboxes.stream().allMatch(uri -> uri.toString().startsWith("wss://"));
    if (!secure || mailboxes.size() > KeyStatement.MAX_MAILBOXES) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION,
          "--mailbox is a wss:// URI and given at most " + KeyStatement.MAX_MAILBOXES + " times");
    }
  }

  private PrivateKey domainKey(CertificateChain chain) throws CommandFailure {
    PrivateKey key = KeyFile.readPrivate(keyFile);
    if (!Fingerprint.ofKey(PublicHalf.of(key))
        .equals(Fingerprint.ofKey(chain.leaf().getPublicKey()))) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, keyFile + " is not the key of the first certificate in " + certFile);
    }
    return key;
  }

  private @Nullable PreviousStatement previous(Callsign callsign) throws CommandFailure {
    // Read even when it is not followed: whatever else is at --out shall not be replaced.
    PreviousStatement replaced =
        out != null && Files.exists(out) ? PreviousStatement.read(out, callsign) : null;
    return previousFile == null ? replaced : PreviousStatement.read(previousFile, callsign);
  }

  private @Nullable Agreement agreement() throws CommandFailure {
    if (agreeing == null) {
      return null;
    }
    DeviceKey key = DeviceKeyFile.read(DeviceFiles.key(devicesFile, agreeing), passphrases);
    return new Agreement(agreeing, key.pair());
  }

  private ObjectNode toJson(KeyStatement statement, String compact) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("callsign", statement.subject().aLabel()).put("seq", statement.seq());
    if (statement.prev() != null) {
      json.put("prev", statement.prev());
    }
    json.put("sha256", StatementSigner.sha256(compact))
        .put("issued_at", statement.issuedAt().toString())
        .put("expires_at", statement.expiresAt().toString());
    return out == null ? json.put("statement", compact) : json.put("file", out.toString());
  }

  private static List<String> done(KeyStatement statement, Path out) {
    Callsign callsign = statement.subject();
    return List.of(
        "Signed statement " + statement.seq() + " of " + callsign + " into " + out,
        "  devices  " + statement.devices().size(),
        "  expires  " + statement.expiresAt(),
        "Next: serve it at https://" + callsign + "/.well-known/callsign/statement.jws",
        "      and tell a directory: POST /v1/callsigns {\"domain\": \"" + callsign + "\"}");
  }
}
