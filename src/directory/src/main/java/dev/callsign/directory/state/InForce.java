package dev.callsign.directory.state;

import dev.callsign.statement.RenewalWindow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The statement that lookups answer.
 *
 * @param statement base64url SHA-256 of its compact JWS
 * @param verifiedAt when the host was last seen to serve it, and it verified
 * @param window when it has to be renewed
 * @param authorityDue when the authority's own renewal window begins (RFC 9773); null while that is
 *     not known
 */
public record InForce(
    String statement, Instant verifiedAt, RenewalWindow window, @Nullable Instant authorityDue) {

  /** When its renewal is due: what the authority says, or else a part of its lifetime. */
  public Instant renewalDue() {
    return authorityDue == null ? window.due() : authorityDue;
  }

  /** The first instant at which it must not be served. */
  public Instant expiresAt() {
    return window.end();
  }

  InForce verified(Instant at) {
    return new InForce(statement, at, window, authorityDue);
  }

  InForce due(Instant at) {
    return new InForce(statement, verifiedAt, window, at);
  }
}
