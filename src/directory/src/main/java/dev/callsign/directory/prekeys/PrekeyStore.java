package dev.callsign.directory.prekeys;

import dev.callsign.directory.record.CallsignRepository;
import dev.callsign.directory.record.DevicesReplaced;
import dev.callsign.directory.record.Publications;
import dev.callsign.directory.storage.StorageException;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.name.Callsign;
import dev.callsign.prekey.CheckedUpload;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.prekey.KeyIdSpace;
import dev.callsign.request.DeviceAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the prekeys of devices. Accepts nothing that core did not check.
 *
 * <p>An upload is one transaction: all of it becomes durable before the method returns, or nothing.
 * Uploads of one device, and claims on it, are serialized by the lock on its row, across processes.
 */
@ApplicationScoped
public class PrekeyStore {

  /** One-time prekeys of each kind that are kept of a device. */
  public static final int MAX_STORED = 200;

  private final Transactions transactions;
  private final Stocks stocks;
  private final Clock clock;
  private final Event<PrekeysChanged> changed;

  PrekeyStore(
      Transactions transactions, Stocks stocks, Clock clock, Event<PrekeysChanged> changed) {
    this.transactions = transactions;
    this.stocks = stocks;
    this.clock = clock;
    this.changed = changed;
  }

  /**
   * Stores an upload.
   *
   * @param jws the request as it was signed, kept as evidence
   */
  public UploadOutcome upload(DeviceAddress device, CheckedUpload checked, String jws) {
    Instant at = clock.instant();
    UploadOutcome outcome =
        transactions.run(
            connection -> {
              Optional<DeviceRow> row = lock(connection, device, checked.identityKey());
              return row.isPresent()
                  ? store(new DeviceRows(connection, row.get()), device, checked, jws, at)
                  : new UploadOutcome.OtherIdentity();
            });
    if (outcome instanceof UploadOutcome.Stored) {
      stocks.forget(device);
      changed.fire(new PrekeysChanged(device.callsign().aLabel()));
    }
    return outcome;
  }

  /**
   * The locked row of a device that may upload now; empty when the statement in force lists it no
   * longer, or with another key. A row follows the statement ({@link #follow}); where there is none
   * yet, no statement must be recorded before there is.
   */
  private static Optional<DeviceRow> lock(
      Connection connection, DeviceAddress device, IdentityKey identityKey) throws SQLException {
    Optional<DeviceRow> known = DeviceRow.lock(connection, device);
    if (known.isEmpty()) {
      Optional<String> listed =
          CallsignRepository.lockIdentityKey(connection, device.callsign(), device.deviceId());
      known = DeviceRow.lock(connection, device);
      if (known.isEmpty() && listed.equals(Optional.of(identityKey.toBase64Url()))) {
        return Optional.of(DeviceRow.insert(connection, device, identityKey));
      }
    }
    return known.filter(row -> row.identityKey().equals(identityKey.toBase64Url()));
  }

  private static UploadOutcome store(
      DeviceRows rows, DeviceAddress device, CheckedUpload checked, String jws, Instant at)
      throws SQLException {
    NewKeys fresh = rows.newKeys(checked.upload());
    if (!fresh.reused().isEmpty()) {
      return new UploadOutcome.Reused(fresh.reused());
    }
    if (checked.upload().replace()) {
      rows.keepOnly(checked.upload()); // no more than one upload has
    } else {
      for (KeyIdSpace space : PrekeyColumns.ONE_TIME_SPACES) {
        int stored = rows.stock(space).count();
        int more = fresh.oneTime(space).size();
        if (stored + more > MAX_STORED) {
          return new UploadOutcome.TooMany(space, stored, more);
        }
      }
    }
    boolean wasLow = isLow(rows);
    rows.insert(fresh, at);
    rows.keepEvidence(device, jws, at);
    boolean isRefilled = wasLow && !isLow(rows); // the record says so
    if (fresh.signedPrekey() != null || fresh.lastResort() != null || isRefilled) {
      Publications.change(rows.connection(), device.callsign());
    }
    return new UploadOutcome.Stored(rows.status(device, checked.identityKey(), at));
  }

  private static boolean isLow(DeviceRows rows) throws SQLException {
    return rows.stock(KeyIdSpace.ONE_TIME_PREKEY).isLow();
  }

  /** What the owner of a device is told of it. */
  public DeviceStatus status(DeviceAddress device, IdentityKey identityKey) {
    Instant at = clock.instant();
    return transactions.run(
        connection -> {
          Optional<DeviceRow> row = DeviceRow.find(connection, device);
          return row.isEmpty() || !row.get().identityKey().equals(identityKey.toBase64Url())
              ? new DeviceStatus(device, identityKey, null, null, Stock.EMPTY, Stock.EMPTY, 0)
              : new DeviceRows(connection, row.get()).status(device, identityKey, at);
        });
  }

  /** What is published of each device of a callsign that has a signed prekey, by device id. */
  public Map<Integer, PublishedPrekeys> published(Callsign callsign) {
    return transactions.run(
        connection -> {
          Map<Integer, PublishedPrekeys> published = new HashMap<>();
          for (DeviceRow row : DeviceRow.all(connection, callsign)) {
            new DeviceRows(connection, row)
                .published()
                .ifPresent(prekeys -> published.put(row.deviceId(), prekeys));
          }
          return published;
        });
  }

  /** One-time prekeys left of each device of a callsign that uploaded, by device id. */
  public Map<Integer, Stocks.Counts> stocks(Callsign callsign) {
    return transactions.run(
        connection -> {
          Map<Integer, Stocks.Counts> stocks = new HashMap<>();
          for (DeviceRow row : DeviceRow.all(connection, callsign)) {
            DeviceRows rows = new DeviceRows(connection, row);
            stocks.put(
                row.deviceId(),
                new Stocks.Counts(
                    rows.stock(KeyIdSpace.ONE_TIME_PREKEY).count(),
                    rows.stock(KeyIdSpace.PQ_PREKEY).count()));
          }
          return stocks;
        });
  }

  /**
   * Takes away, in the transaction that records a statement, the prekeys of devices that are not in
   * it any more, or have another identity key there. Uploads that are under way are over first.
   */
  void follow(@Observes DevicesReplaced change) {
    Connection connection = change.connection();
    try {
      for (DeviceRow row : DeviceRow.lockAll(connection, change.callsign())) {
        follow(connection, row, Optional.ofNullable(change.listed().get(row.deviceId())));
      }
    } catch (SQLException e) {
      throw new StorageException(e);
    }
  }

  private static void follow(Connection connection, DeviceRow row, Optional<IdentityKey> listed)
      throws SQLException {
    DeviceRows rows = new DeviceRows(connection, row);
    if (listed.isEmpty()) {
      rows.drop();
    } else if (!listed.get().toBase64Url().equals(row.identityKey())) {
      rows.rotate(listed.get());
    }
  }

  /** Removes what nobody may need any more. */
  public void tidy() {
    Instant at = clock.instant();
    transactions.join(
        connection -> {
          for (Expiry expiry : Expiry.values()) {
            expiry.apply(connection, at);
          }
          return List.of();
        });
  }
}
