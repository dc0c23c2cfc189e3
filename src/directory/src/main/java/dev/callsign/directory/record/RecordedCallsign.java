package dev.callsign.directory.record;

import dev.callsign.directory.state.Facts;
import dev.callsign.directory.state.StateName;
import dev.callsign.statement.Grade;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a callsign.
 *
 * @param name the A-label
 * @param active the statement that is served
 * @param pending the statement that is held; null when there is none
 * @param facts what the state follows from
 * @param report the report of the last verification of {@code active} without a failure, JSON
 */
public record RecordedCallsign(
    String name,
    StateName state,
    Instant stateSince,
    Instant registeredAt,
    Statement active,
    @Nullable Statement pending,
    Facts facts,
    String report) {

  /**
   * A statement that was verified.
   *
   * @param sha256 base64url SHA-256 of {@code compact}
   * @param compact the JWS exactly as hosted
   * @param expiresAt the first instant at which it must not be served
   */
  public record Statement(
      long seq,
      String sha256,
      String compact,
      Grade grade,
      Instant recordedAt,
      Instant expiresAt) {}

  /**
   * A leaf that signed a statement.
   *
   * @param sha256 base64url SHA-256 of its DER
   * @param keySha256 base64url SHA-256 of its SPKI
   * @param serial lower-case hex
   */
  public record Certificate(
      String sha256,
      String keySha256,
      String issuer,
      String serial,
      Instant notBefore,
      Instant notAfter) {}
}
