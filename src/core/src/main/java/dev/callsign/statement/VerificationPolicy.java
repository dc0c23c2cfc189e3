package dev.callsign.statement;

import dev.callsign.ct.CtPolicy;
import dev.callsign.report.Mode;
import dev.callsign.x509.TrustPolicy;
import java.util.Set;

/**
 * Everything that an operator, or whoever verifies, decides about a verdict.
 *
 * @param trust whom chains must come from
 * @param ct how certificate transparency is required, and of which logs
 * @param hasOwnLogs whether the logs of {@code ct} are the operator's own choice: only then can
 *     leaves below an anchor that he added be in them
 * @param revocation how certificate revocation lists are required
 * @param caaIdentities issuer domain names (RFC 8659 §4.2) that CAA records should allow
 */
public record VerificationPolicy(
    TrustPolicy trust,
    CtPolicy ct,
    boolean hasOwnLogs,
    Mode revocation,
    Set<String> caaIdentities) {

  /** What CAA records call Let's Encrypt. */
  public static final String LETS_ENCRYPT_CAA = "letsencrypt.org";

  /** Copies the set. */
  public VerificationPolicy {
    caaIdentities = Set.copyOf(caaIdentities);
  }

  /** The policy of docs/verification.md for production. */
  public static VerificationPolicy production() {
    return of(TrustPolicy.production());
  }

  /** The policy of production, but for chains of {@code trust}. */
  public static VerificationPolicy of(TrustPolicy trust) {
    return new VerificationPolicy(
        trust, CtPolicy.production(), false, Mode.ENFORCE, Set.of(LETS_ENCRYPT_CAA));
  }
}
