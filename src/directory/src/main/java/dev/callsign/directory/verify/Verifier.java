package dev.callsign.directory.verify;

import dev.callsign.name.Callsign;
import dev.callsign.revocation.Crl;
import dev.callsign.statement.RecordedStatement;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Examines the outside world for one callsign. Safe for concurrent use; records nothing. */
public interface Verifier {

  /**
   * Verifies what the domain of {@code callsign} serves now.
   *
   * @param recorded the last accepted statement; null when there is none
   * @param signatures fingerprints of signatures that held when it was accepted (see {@link
   *     dev.callsign.x509.SignatureChecks})
   */
  Verification verify(
      Callsign callsign, @Nullable RecordedStatement recorded, Set<String> signatures);

  /**
   * Whether the authority lists the leaf of a statement as revoked, as far as that can be known.
   *
   * @param compact a statement that was verified before
   */
  boolean isRevoked(String compact);

  /**
   * The list that would name the leaf of a statement if it were revoked: fetched anew when the one
   * at hand is old, and good.
   *
   * @param compact a statement that was verified before
   * @return empty when there is none, or nothing is refused for what it says
   */
  Optional<Crl> revocationList(String compact);
}
