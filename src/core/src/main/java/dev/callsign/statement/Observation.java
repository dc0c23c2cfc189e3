package dev.callsign.statement;

import dev.callsign.caa.CaaLookup;
import dev.callsign.x509.CertificateChain;
import org.jspecify.annotations.Nullable;

/**
 * What was observed around a statement: everything besides its own bytes that its verdict depends
 * on.
 *
 * @param presented what the TLS host presented; null when there was no connection
 * @param recorded the last accepted statement of the callsign; null when there is none
 * @param caa what climbing for CAA records found
 * @param pin what TXT at {@code _callsign} pins; null when the owner pins nothing
 * @param revocation knows the evidence for the leaf, once it is known which leaf that is; null when
 *     nobody can be asked
 */
public record Observation(
    @Nullable CertificateChain presented,
    @Nullable RecordedStatement recorded,
    CaaLookup caa,
    @Nullable StatementPin pin,
    @Nullable RevocationSource revocation) {

  /**
   * Nothing was observed: the verifier has the statement and its own memory, no network.
   *
   * @param recorded the last accepted statement of the callsign; null when there is none
   */
  public static Observation offline(@Nullable RecordedStatement recorded) {
    return new Observation(
        null, recorded, new CaaLookup.Failed("verified without asking the DNS"), null, null);
  }
}
