package dev.callsign.directory.record;

import dev.callsign.statement.Grade;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.RenewalWindow;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One verified statement, exactly as it was hosted, as it is read; written by {@link
 * AcceptedStatements}.
 */
@Entity
@Table(name = "statement")
class StatementRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  String callsign;
  long seq;
  String sha256;
  String compact;

  @Column(name = "leaf_sha256")
  String leafSha256;

  @Enumerated(EnumType.STRING)
  Grade grade;

  @Column(name = "recorded_at")
  Instant recordedAt;

  @Column(name = "expires_at")
  Instant expiresAt;

  @Column(name = "valid_from")
  Instant validFrom;

  @Column(name = "renewal_due_at")
  Instant renewalDueAt;

  @Column(name = "overdue_at")
  Instant overdueAt;

  @Column(name = "last_tenth_at")
  Instant lastTenthAt;

  /** For the persistence provider, which fills every column. */
  @SuppressWarnings("NullAway.Init")
  protected StatementRow() {}

  RenewalWindow window() {
    return new RenewalWindow(validFrom, renewalDueAt, overdueAt, lastTenthAt, expiresAt);
  }

  /** The identity keys of its devices, base64url. */
  Set<String> identities() {
    return identities(CallsignRepository.read(compact).statement());
  }

  static Set<String> identities(KeyStatement statement) {
    return statement.devices().stream()
        .map(device -> device.identityKey().toBase64Url())
        .collect(Collectors.toCollection(HashSet::new));
  }

  RecordedCallsign.Statement toRecorded() {
    return new RecordedCallsign.Statement(seq, sha256, compact, grade, recordedAt, expiresAt);
  }
}
