package dev.callsign.directory.record;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A policy that callsigns were verified under; written once, never changed. */
@Entity
@Table(name = "verification_policy")
class PolicyRow {
  @Id String sha256;
  String document;

  /** For the persistence provider, which fills every column. */
  @SuppressWarnings("NullAway.Init")
  protected PolicyRow() {}

  PolicyRow(String sha256, String document) {
    this.sha256 = sha256;
    this.document = document;
  }
}
