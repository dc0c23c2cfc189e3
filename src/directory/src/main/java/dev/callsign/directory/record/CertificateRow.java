package dev.callsign.directory.record;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One leaf that signed a verified statement, as read; written by {@link AcceptedStatements}. */
@Entity
@Table(name = "certificate")
class CertificateRow {
  @Id String sha256;

  @Column(name = "key_sha256")
  String keySha256;

  String issuer;
  String serial;

  @Column(name = "not_before")
  Instant notBefore;

  @Column(name = "not_after")
  Instant notAfter;

  @Column(name = "first_seen")
  Instant firstSeen;

  /** Where its revocation would be listed; null where it names no list that can be fetched. */
  @Column(name = "crl_url")
  @Nullable String crlUrl;

  /** For the persistence provider, which fills every column. */
  @SuppressWarnings("NullAway.Init")
  protected CertificateRow() {}

  RecordedCallsign.Certificate toRecorded() {
    return new RecordedCallsign.Certificate(sha256, keySha256, issuer, serial, notBefore, notAfter);
  }
}
