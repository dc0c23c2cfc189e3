package dev.callsign.statement;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a verifier remembers of the last statement it accepted for a callsign.
 *
 * @param seq its sequence number
 * @param sha256 base64url SHA-256 of its compact JWS, what the next one's {@code prev} must be
 * @param keySha256 base64url SHA-256 of the SPKI of the domain key that signed it
 * @param next the SPKI hash it announced for the next domain key; null when it announced none
 * @param retiredDevices ids of devices that earlier statements listed and it does not: they never
 *     come back
 * @param vetoedIdentities identity keys, base64url, that a device of the callsign vetoed: they
 *     never speak for it
 */
public record RecordedStatement(
    long seq,
    String sha256,
    String keySha256,
    @Nullable String next,
    Set<Integer> retiredDevices,
    Set<String> vetoedIdentities) {

  /** Copies the sets. */
  public RecordedStatement {
    retiredDevices = Set.copyOf(retiredDevices);
    vetoedIdentities = Set.copyOf(vetoedIdentities);
  }

  /** What somebody remembers who keeps no list of what never comes back. */
  public RecordedStatement(long seq, String sha256, String keySha256, @Nullable String next) {
    this(seq, sha256, keySha256, next, Set.of(), Set.of());
  }

  /** What to remember of {@code statement}. */
  public static RecordedStatement of(VerifiedStatement statement) {
    return new RecordedStatement(
        statement.statement().seq(),
        statement.sha256(),
        statement.keySha256(),
        statement.statement().next());
  }
}
