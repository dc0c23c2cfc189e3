package dev.callsign.acme.certificate;

import dev.callsign.x509.CertificateChain;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the statements that certificates sign (docs/protocol.md §3). */
public interface StatementSource {

  /**
   * Whether a statement says what it should say now: these devices, this leaf, this next key, and
   * not at its end.
   */
  boolean isCurrent(String compact, Wanted wanted, Instant now);

  /** Makes the next statement. It is kept nowhere by this. */
  SigningOutcome sign(Wanted wanted, PrivateKey key, Optional<String> previous, Instant now);

  /**
   * What a statement is to stand on.
   *
   * @param chain leaf first
   * @param next SHA-256 of the SPKI of the next key, base64url; null to announce none
   */
  record Wanted(CertificateChain chain, @Nullable String next) {}

  /** How signing went. */
  sealed interface SigningOutcome {

    /** The statement, a compact JWS that its signer has verified. */
    record Signed(String compact) implements SigningOutcome {}

    /** There is none, for a reason that its owner can do something about. */
    record NotSigned(String detail) implements SigningOutcome {}
  }
}
