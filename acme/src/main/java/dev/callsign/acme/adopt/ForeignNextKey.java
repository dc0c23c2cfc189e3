package dev.callsign.acme.adopt;

import dev.callsign.acme.certificate.StatementSource;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.keys.KeyFile;
import dev.callsign.x509.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements that announce the next key of another ACME client, where it makes one beforehand
 * (acme.sh does, with {@code --always-force-new-domain-key}) and nobody else announces another.
 *
 * <p>A file that is missing or cannot be read announces nothing; neither does the key of the
 * certificate itself, which is what the file holds until the client has made another.
 */
public final class ForeignNextKey implements StatementSource {
  private final StatementSource statements;
  private final Path file;

  /**
   * Statements by {@code statements}.
   *
   * @param file as {@link Source#nextKey}
   */
  public ForeignNextKey(StatementSource statements, Path file) {
    this.statements = statements;
    this.file = file;
  }

  @Override
  public boolean isCurrent(String compact, Wanted wanted, Instant now) {
    return statements.isCurrent(compact, announcing(wanted), now);
  }

  @Override
  public SigningOutcome sign(
      Wanted wanted, PrivateKey key, Optional<String> previous, Instant now) {
    return statements.sign(announcing(wanted), key, previous, now);
  }

  private Wanted announcing(Wanted wanted) {
    return wanted.next() == null ? new Wanted(wanted.chain(), next(wanted)) : wanted;
  }

  private @Nullable String next(Wanted wanted) {
    if (!Files.exists(file)) {
      return null;
    }
    try {
      String next = Fingerprint.ofKey(KeyFile.readPublic(file));
      String own = Fingerprint.ofKey(wanted.chain().leaf().getPublicKey());
      return next.equals(own) ? null : next;
    } catch (CommandFailure e) {
      return null; // it is being written
    }
  }
}
