package dev.callsign.acme.certificate;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.name.Callsign;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps the certificate of one callsign: renews it in time, has it served, has its statement
 * signed, served and known to the directory.
 *
 * <p>One {@link #pass} does everything that is due and then says when to come again. Coming earlier
 * does no harm, coming later is late. A pass holds the lock of the folder. It may die at any
 * moment: the next one goes on, never with a second order for the same attempt.
 */
public final class Keeper {
  private final Path home;
  private final Callsign callsign;
  private final RenewalPolicy policy;
  private final String configuration;
  private final Outside outside;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * A keeper.
   *
   * @param home the agent's folder, above {@code certs}
   * @param configuration any text that changes whenever the configuration does: what an authority
   *     refused for good is tried again then
   */
  public Keeper(
      Path home,
      Callsign callsign,
      RenewalPolicy policy,
      String configuration,
      Outside outside,
      Clock clock,
      SecureRandom random) {
    this.home = home;
    this.callsign = callsign;
    this.policy = policy;
    this.configuration =
        Fingerprint.sha256Base64Url(configuration.getBytes(StandardCharsets.UTF_8));
    this.outside = outside;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Does what is due now.
   *
   * @return when to come again, after now
   * @throws CommandFailure {@code TRY_LATER}: another pass is under way, or the disk failed; {@code
   *     BAD_INPUT} or {@code BAD_CONFIGURATION}: the folder cannot be used, and nothing was done
   */
  public Instant pass() throws CommandFailure {
    try (CertificateFolder folder = CertificateFolder.open(home, callsign)) {
      StateFile file = new StateFile(folder.stateFile(), callsign);
      RenewalMachine machine = new RenewalMachine(policy, random);
      Performer performer =
          new Performer(
              folder, outside, policy.authorities() != null, configuration, clock, random);
      return new Pass(file, machine, performer, outside.progress(), clock).run();
    }
  }

  /**
   * Takes over what another ACME client made, as {@link Adoption#adopt}.
   *
   * @throws CommandFailure as {@link Adoption#adopt}
   */
  public Generation adopt(CertificateChain fullChain, PrivateKey key, Origin origin)
      throws CommandFailure {
    return new Adoption(home, callsign, clock).adopt(fullChain, key, origin).generation();
  }

  /** The live generation, if there is one. Errors as {@link #pass}. */
  public Optional<Generation> live() throws CommandFailure {
    try (CertificateFolder folder = CertificateFolder.open(home, callsign)) {
      return folder.live();
    }
  }

  /**
   * What is so now; changes nothing but what a crash left half done.
   *
   * @throws CommandFailure as {@link #pass}
   */
  public Overview overview(Instant now) throws CommandFailure {
    try (CertificateFolder folder = CertificateFolder.open(home, callsign)) {
      AgentState state = new StateFile(folder.stateFile(), callsign).read();
      Facts facts =
          new Performer(folder, outside, policy.authorities() != null, configuration, clock, random)
              .look()
              .facts();
      return Overview.of(callsign, state, facts, folder.live().orElse(null), policy.tick(), now);
    }
  }
}
