package dev.callsign.acme.adopt;

import dev.callsign.acme.certificate.Adopted;
import dev.callsign.acme.certificate.Adoption;
import dev.callsign.acme.certificate.Origin;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.InputFile;
import dev.callsign.acme.keys.KeyFile;
import dev.callsign.acme.keys.KeyMatch;
import dev.callsign.acme.statement.FullChain;
import dev.callsign.name.Callsign;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.Fingerprint;
import java.net.URI;
import java.nio.file.Files;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the files of another ACME client again and again, and adopts what is new in them.
 *
 * <p>Nothing is remembered between two looks, no time of a file counts, and nobody needs to tell
 * that something changed: so a hook that was lost is made up for by the next look. What is adopted
 * is the chain that ends last among those that are for the callsign, valid now, and whose key is
 * beside them and signs for them; files that do not match are looked at again next time.
 *
 * <p>It is NOT checked that the chain leads to a trust anchor.
 */
public final class Watch {
  private final Source source;
  private final @Nullable URI authority;
  private final Adoption adoption;
  private final Clock clock;

  /**
   * Looks at {@code source}.
   *
   * @param authority the directory of the ACME server that the client uses; null when nobody said
   */
  public Watch(Source source, @Nullable URI authority, Adoption adoption, Clock clock) {
    this.source = source;
    this.authority = authority;
    this.adoption = adoption;
    this.clock = clock;
  }

  /** How a look with what followed from it ended. */
  public sealed interface Outcome {

    /** There was something, and it is in the agent's folder now: its next pass is due at once. */
    record TakenOver(Adopted adopted) implements Outcome {}

    /** There was nothing to take over; never {@link Look.Found}. */
    record Left(Look look) implements Outcome {}
  }

  /**
   * Looks, and adopts what it finds.
   *
   * @throws CommandFailure {@code TRY_LATER}: a pass is under way, or the disk failed; otherwise as
   *     {@link Adoption#adopt}
   */
  public Outcome adoptWhatIsThere() throws CommandFailure {
    Look look = look();
    if (look instanceof Look.Found(CertificateChain chain, PrivateKey key)) {
      Origin origin = new Origin(source.name(), authority);
      return new Outcome.TakenOver(adoption.adopt(chain, key, origin));
    }
    return new Outcome.Left(look);
  }

  /**
   * Looks once. Changes nothing.
   *
   * @throws CommandFailure the live certificate cannot be read
   */
  public Look look() throws CommandFailure {
    Optional<CertificateChain> live = adoption.live();
    List<Look> looks = new ArrayList<>();
    List<Source.Pair> pairs;
    try {
      pairs = source.pairs();
    } catch (CommandFailure e) {
      return new Look.Unusable(e.message());
    }
    for (Source.Pair pair : pairs) {
      looks.add(look(pair, live, adoption.callsign(), clock.instant()));
    }
    return best(looks);
  }

  private static Look best(List<Look> looks) {
    Look best = new Look.NotYet("there is no certificate yet");
    for (Look look : looks) {
      best = rank(look) > rank(best) || endsLater(look, best) ? look : best;
    }
    return best;
  }

  private static int rank(Look look) {
    return switch (look) {
      case Look.NotYet _ -> 0;
      case Look.Unusable _ -> 1;
      case Look.Nothing _ -> 2;
      case Look.Found _ -> 3;
    };
  }

  private static boolean endsLater(Look one, Look other) {
    return one instanceof Look.Found found
        && other instanceof Look.Found second
        && end(found.chain()).isAfter(end(second.chain()));
  }

  private static Look look(
      Source.Pair pair, Optional<CertificateChain> live, Callsign callsign, Instant now) {
    if (!Files.exists(pair.fullChain()) || !Files.exists(pair.key())) {
      return new Look.NotYet(pair.fullChain() + " or " + pair.key() + " is not there");
    }
    try {
      String text = InputFile.readText(pair.fullChain());
      CertificateChain chain = FullChain.parse(text, pair.fullChain());
      if (live.isPresent() && !isNewer(chain, live.get())) {
        return new Look.Nothing();
      }
      PrivateKey key = KeyFile.readPrivate(pair.key());
      if (!KeyMatch.areHalves(key, chain.leaf().getPublicKey())
          || !text.equals(InputFile.readText(pair.fullChain()))) {
        return new Look.NotYet(pair.key() + " is not the key of " + pair.fullChain());
      }
      FullChain.check(chain, callsign, now);
      return new Look.Found(chain, key);
    } catch (CommandFailure e) {
      return e.exitCode() == ExitCode.TRY_LATER
          ? new Look.NotYet(e.message())
          : new Look.Unusable(e.message());
    }
  }

  private static boolean isNewer(CertificateChain chain, CertificateChain live) {
    return !Fingerprint.ofCertificate(chain.leaf()).equals(Fingerprint.ofCertificate(live.leaf()))
        && end(chain).isAfter(end(live));
  }

  private static Instant end(CertificateChain chain) {
    return chain.leaf().getNotAfter().toInstant();
  }
}
