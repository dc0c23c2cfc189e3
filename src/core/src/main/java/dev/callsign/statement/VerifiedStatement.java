package dev.callsign.statement;

import dev.callsign.name.Callsign;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A key statement that passed every step of the policy: proof that its devices speak for its
 * callsign until {@link #expiresAt()}. Only {@link StatementVerifier} makes one.
 */
public final class VerifiedStatement {
  private final StatementJws jws;
  private final KeyStatement statement;

  VerifiedStatement(StatementJws jws, KeyStatement statement) {
    this.jws = jws;
    this.statement = statement;
  }

  /** The name the statement is about. */
  public Callsign callsign() {
    return statement.subject();
  }

  /** What it says. */
  public KeyStatement statement() {
    return statement;
  }

  /** The compact JWS, exactly as hosted. */
  public String compact() {
    return jws.compact();
  }

  /** The chain of the domain key, leaf first, as the statement carries it. */
  public CertificateChain chain() {
    return jws.chain();
  }

  /** Base64url SHA-256 of the compact JWS: the name of this statement. */
  public String sha256() {
    return StatementSigner.sha256(jws.compact());
  }

  /** Base64url SHA-256 of the SPKI of the domain key. */
  public String keySha256() {
    return Fingerprint.ofKey(jws.chain().leaf().getPublicKey());
  }

  /** The first instant at which the devices must no longer be believed. */
  public Instant expiresAt() {
    return statement.expiresAt();
  }

  /** Whether a device that {@code previous} listed signed this one's devices (protocol §5). */
  boolean hasContinuityFrom(KeyStatement previous) {
    return Continuity.of(jws.payload())
        .map(continuity -> continuity.isSignedByDeviceOf(previous))
        .orElse(false);
  }

  /** Bytes of the compact JWS, ASCII. */
  public byte[] encode() {
    return jws.compact().getBytes(StandardCharsets.US_ASCII);
  }
}
