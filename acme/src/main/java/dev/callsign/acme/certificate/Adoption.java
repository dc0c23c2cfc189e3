package dev.callsign.acme.certificate;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.InputFile;
import dev.callsign.name.Callsign;
import dev.callsign.report.MalformedException;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Takes over what other ACME clients made, into the folder of one callsign. */
public final class Adoption {
  private final Path home;
  private final Callsign callsign;
  private final Clock clock;

  /**
   * Into the folder of {@code callsign}.
   *
   * @param home the agent's folder, above {@code certs}
   */
  public Adoption(Path home, Callsign callsign, Clock clock) {
    this.home = home;
    this.callsign = callsign;
    this.clock = clock;
  }

  /** The callsign that the certificates are for. */
  public Callsign callsign() {
    return callsign;
  }

  /**
   * Keeps a chain with its key, once, durable when the call returns. It is served from now on,
   * unless what is served ends no earlier; the rest is done by the next pass of a {@link Keeper}.
   * It takes the lock of the folder without waiting.
   *
   * @throws CommandFailure as {@link CertificateFolder#open} and {@link CertificateFolder#adopt}
   */
  public Adopted adopt(CertificateChain fullChain, PrivateKey key, Origin origin)
      throws CommandFailure {
    try (CertificateFolder folder = CertificateFolder.open(home, callsign)) {
      String leaf = Fingerprint.ofCertificate(fullChain.leaf());
      boolean isKnown =
          folder.generations().stream().anyMatch(each -> each.leaf().sha256().equals(leaf));
      Generation adopted = folder.adopt(fullChain, key, origin, clock.instant());
      Optional<Generation> live = folder.live();
      boolean isLive = live.filter(adopted::equals).isPresent();
      Optional<Instant> served = live.map(each -> each.leaf().notAfter());
      if (served.isEmpty() || served.get().isBefore(adopted.leaf().notAfter())) {
        folder.install(adopted.number());
        isLive = true;
      }
      return new Adopted(adopted, !isKnown, isLive);
    }
  }

  /**
   * The chain that is live, read without the lock; empty before there is one.
   *
   * @throws CommandFailure {@code BAD_INPUT}: it is damaged; otherwise as {@link InputFile#read}
   */
  public Optional<CertificateChain> live() throws CommandFailure {
    Path file =
        home.resolve("certs")
            .resolve(callsign.aLabel())
            .resolve(CertificateFolder.LIVE)
            .resolve(Generation.FULL_CHAIN);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(CertificateChain.parsePem(InputFile.readText(file)));
    } catch (MalformedException e) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, file + " is not a certificate chain in PEM: " + e.detail());
    }
  }
}
