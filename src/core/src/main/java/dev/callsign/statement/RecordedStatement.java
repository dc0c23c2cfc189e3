package dev.callsign.statement;

import org.jspecify.annotations.Nullable;

/**
 * What a verifier remembers of the last statement it accepted for a callsign.
 *
 * @param seq its sequence number
 * @param sha256 base64url SHA-256 of its compact JWS, what the next one's {@code prev} must be
 * @param keySha256 base64url SHA-256 of the SPKI of the domain key that signed it
 * @param next the SPKI hash it announced for the next domain key; null when it announced none
 */
public record RecordedStatement(long seq, String sha256, String keySha256, @Nullable String next) {

  /** What to remember of {@code statement}. */
  public static RecordedStatement of(VerifiedStatement statement) {
    return new RecordedStatement(
        statement.statement().seq(),
        statement.sha256(),
        statement.keySha256(),
        statement.statement().next());
  }
}
