package dev.callsign.directory.record;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A revocation list that some evidence refers to; written once, never changed. */
@Entity
@Table(name = "evidence_crl")
class EvidenceCrlRow {
  @Id String sha256;
  byte[] der;

  /** For the persistence provider, which fills every column. */
  @SuppressWarnings("NullAway.Init")
  protected EvidenceCrlRow() {}

  EvidenceCrlRow(String sha256, byte[] der) {
    this.sha256 = sha256;
    this.der = der.clone();
  }
}
