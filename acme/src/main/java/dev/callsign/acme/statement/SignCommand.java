package dev.callsign.acme.statement;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.NameOptions;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.device.DeviceRegister;
import dev.callsign.acme.device.DevicesFile;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.keys.KeyFile;
import dev.callsign.acme.keys.PublicHalf;
import dev.callsign.name.Callsign;
import dev.callsign.statement.Device;
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

  @Mixin private final NameOptions names = new NameOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  /** A command that takes the time from {@code clock}. */
  public SignCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws CommandFailure {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    checkMailboxes();
    DeviceRegister register = DevicesFile.read(devicesFile);
    Callsign callsign = names.parse(register.callsign().aLabel());
    register.requireCallsign(domain == null ? null : names.parse(domain), devicesFile);
    checkDevices(register);
    CertificateChain chain = FullChain.read(certFile);
    FullChain.check(chain, callsign, now);
    PrivateKey key = domainKey(chain);
    PreviousStatement previous = previous(callsign);
    KeyStatement statement =
        new KeyStatement(
            callsign,
            previous == null ? 1 : previous.nextSeq(),
            previous == null ? null : previous.sha256(),
            now,
            expiry(chain, now),
            register.devices(),
            nextKeyFile == null ? null : Fingerprint.ofKey(KeyFile.readPublic(nextKeyFile)),
            mailboxes);
    String compact = sign(statement, chain, key);
    List<String> remarks =
        SelfCheck.run(compact, callsign, chain, previous == null ? null : previous.recorded(), now);
    if (out != null) {
      DurableFile.replace(out, compact.getBytes(StandardCharsets.US_ASCII), DurableFile.PUBLIC);
    }
    output.print(toJson(statement, compact), out == null ? List.of(compact) : done(statement, out));
    remarks.forEach(output::note);
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

  private void checkDevices(DeviceRegister register) throws CommandFailure {
    if (register.devices().isEmpty()) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT,
          devicesFile + " lists no device: callsign-acme device add --devices " + devicesFile);
    }
    for (Device device : register.devices()) {
      if (!device.provesPossession(register.callsign())) {
        throw new CommandFailure(
            ExitCode.BAD_INPUT,
            "the proof of device "
                + device.id()
                + " in "
                + devicesFile
                + " is not by its key for "
                + register.callsign()
                + ": remove the device and add it again");
      }
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

  private Instant expiry(CertificateChain chain, Instant now) throws CommandFailure {
    Instant notAfter = chain.leaf().getNotAfter().toInstant();
    if (expiresAt == null || expiresAt.isAfter(notAfter)) {
      return notAfter;
    }
    Instant whole = expiresAt.truncatedTo(ChronoUnit.SECONDS);
    if (!whole.isAfter(now)) {
      throw new CommandFailure(ExitCode.BAD_CONFIGURATION, "--expires-at is not after now, " + now);
    }
    return whole;
  }

  private static String sign(KeyStatement statement, CertificateChain chain, PrivateKey key)
      throws CommandFailure {
    try {
      return StatementSigner.sign(statement, chain, key);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, "cannot sign: " + e.getMessage());
    }
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
