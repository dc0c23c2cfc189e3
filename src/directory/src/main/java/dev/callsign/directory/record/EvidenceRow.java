package dev.callsign.directory.record;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** The inputs of the last good verification of one statement, but for what many of them share. */
@Entity
@Table(name = "evidence")
class EvidenceRow {
  @Id
  @Column(name = "statement_id")
  long statementId;

  String document;

  @Column(name = "policy_sha256")
  String policySha256;

  @Column(name = "crl_sha256")
  @Nullable String crlSha256;

  /** For the persistence provider, which fills every column. */
  @SuppressWarnings("NullAway.Init")
  protected EvidenceRow() {}

  EvidenceRow(long statementId, String document, String policySha256, @Nullable String crlSha256) {
    this.statementId = statementId;
    this.document = document;
    this.policySha256 = policySha256;
    this.crlSha256 = crlSha256;
  }
}
