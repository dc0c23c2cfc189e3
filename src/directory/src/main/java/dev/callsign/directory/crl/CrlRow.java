package dev.callsign.directory.crl;

import dev.callsign.revocation.Crl;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is kept of one list: the last good one, and how long it could not be fetched. */
@Entity
@Table(name = "crl")
@IdClass(CrlKey.class)
class CrlRow {
  @Id String url;

  @Id
  @Column(name = "issuer_key_sha256")
  String issuerKeySha256;

  byte @Nullable [] der;

  @Column(name = "fetched_at")
  @Nullable Instant fetchedAt;

  @Column(name = "this_update")
  @Nullable Instant thisUpdate;

  @Column(name = "next_update")
  @Nullable Instant nextUpdate;

  @Column(name = "crl_number")
  @Nullable BigInteger crlNumber;

  /** The last failure after the last success. */
  @Column(name = "last_failure_at")
  @Nullable Instant lastFailureAt;

  /** The first failure after the last success. */
  @Column(name = "failure_since")
  @Nullable Instant failureSince;

  /** For the persistence provider, which fills every column. */
  @SuppressWarnings("NullAway.Init")
  protected CrlRow() {}

  CrlRow(CrlKey key) {
    this.url = key.url();
    this.issuerKeySha256 = key.issuerKeySha256();
  }

  /** Whether {@code crl} comes before the list that is kept: the numbers of a list never fall. */
  boolean isAfter(Crl crl) {
    BigInteger kept = crlNumber;
    if (der == null || kept == null) {
      return false;
    }
    int order = kept.compareTo(crl.number().orElse(BigInteger.ZERO));
    return order > 0 || (order == 0 && thisUpdate != null && crl.thisUpdate().isBefore(thisUpdate));
  }

  void succeed(Crl crl, Instant at) {
    der = crl.encode();
    fetchedAt = at;
    thisUpdate = crl.thisUpdate();
    nextUpdate = crl.nextUpdate().orElse(null);
    crlNumber = crl.number().orElse(null);
    lastFailureAt = null;
    failureSince = null;
  }

  /** Gives back the first failure after the last success. */
  Instant fail(Instant at) {
    Instant since = failureSince == null ? at : failureSince;
    failureSince = since;
    lastFailureAt = at;
    return since;
  }
}
