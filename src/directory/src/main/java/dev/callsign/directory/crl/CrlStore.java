package dev.callsign.directory.crl;

import dev.callsign.report.MalformedException;
import dev.callsign.revocation.Crl;
import dev.callsign.revocation.RevocationEvidence;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;

/**
 * The lists that all replicas share, in the table {@code crl}. One transaction each; changes of one
 * list are serialized by a lock on its row, across processes.
 */
@ApplicationScoped
public class CrlStore {

  /** Lists that are kept: the least recently asked for goes. Let's Encrypt has about 1,700. */
  static final int MAX_LISTS = 2048;

  private final Rows rows;

  CrlStore(Rows rows) {
    this.rows = rows;
  }

  /** What is known of a list. */
  @Transactional
  StoredCrl find(CrlKey key) {
    return rows.findByIdOptional(key).map(CrlStore::toStored).orElse(StoredCrl.NOTHING);
  }

  /**
   * Keeps a good list in place of the one before, and ends a row of failures.
   *
   * @return false, and nothing kept, when the one before has a higher number or is newer
   */
  @Transactional
  boolean keep(CrlKey key, Crl crl, Instant at) {
    CrlRow row = lockedRow(key);
    if (row.isAfter(crl)) {
      return false;
    }
    row.succeed(crl, at);
    rows.flush();
    return true;
  }

  /** Records that a list could not be had; gives back since when. */
  @Transactional
  Instant fail(CrlKey key, Instant at) {
    Instant since = lockedRow(key).fail(at);
    rows.flush();
    return since;
  }

  private CrlRow lockedRow(CrlKey key) {
    Optional<CrlRow> known = rows.findByIdOptional(key, LockModeType.PESSIMISTIC_WRITE);
    return known.orElseGet(
        () -> {
          if (rows.count() >= MAX_LISTS) {
            rows.find("order by coalesce(lastFailureAt, fetchedAt)")
                .firstResultOptional()
                .ifPresent(rows::delete);
          }
          CrlRow fresh = new CrlRow(key);
          rows.persist(fresh);
          return fresh;
        });
  }

  private static StoredCrl toStored(CrlRow row) {
    byte[] der = row.der;
    Instant fetchedAt = row.fetchedAt;
    if (der == null || fetchedAt == null) {
      return new StoredCrl(Optional.empty(), row.lastFailureAt, row.failureSince);
    }
    try {
      return new StoredCrl(
          Optional.of(new RevocationEvidence.Fetched(Crl.decode(der.clone()), fetchedAt)),
          row.lastFailureAt,
          row.failureSince);
    } catch (MalformedException e) {
      throw new IllegalStateException("a list that was kept no longer parses", e);
    }
  }

  /** The table. */
  @ApplicationScoped
  static class Rows implements PanacheRepositoryBase<CrlRow, CrlKey> {}
}
