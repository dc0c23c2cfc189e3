package dev.callsign.directory.record;

import dev.callsign.statement.Grade;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.RenewalWindow;
import dev.callsign.statement.VerifiedStatement;
import dev.callsign.x509.Fingerprint;
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

/** One verified statement, exactly as it was hosted; written once, never changed. */
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

  StatementRow(VerifiedStatement statement, Grade grade, Instant at) {
    this.callsign = statement.callsign().aLabel();
    this.seq = statement.statement().seq();
    this.sha256 = statement.sha256();
    this.compact = statement.compact();
    this.leafSha256 = Fingerprint.ofCertificate(statement.chain().leaf());
    this.grade = grade;
    this.recordedAt = at;
    this.expiresAt = statement.expiresAt();
    RenewalWindow window = RenewalWindow.of(statement.statement(), statement.chain().leaf());
    this.validFrom = window.from();
    this.renewalDueAt = window.due();
    this.overdueAt = window.overdue();
    this.lastTenthAt = window.lastTenth();
  }

  long id() {
    if (id == null) {
      throw new IllegalStateException("the statement is not stored yet");
    }
    return id;
  }

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
