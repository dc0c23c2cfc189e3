package dev.callsign.directory.crl;

import dev.callsign.revocation.RevocationEvidence;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the database knows of a list.
 *
 * @param last the last good list, which may have expired since
 * @param lastFailureAt the last failure after it; null when the last try succeeded
 * @param failureSince the first failure after it; null when the last try succeeded
 */
record StoredCrl(
    Optional<RevocationEvidence.Fetched> last,
    @Nullable Instant lastFailureAt,
    @Nullable Instant failureSince) {

  /** Nothing was ever asked. */
  static final StoredCrl NOTHING = new StoredCrl(Optional.empty(), null, null);
}
