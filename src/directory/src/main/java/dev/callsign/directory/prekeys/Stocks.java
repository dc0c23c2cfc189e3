package dev.callsign.directory.prekeys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.callsign.directory.record.CallsignRecorded;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.prekey.KeyIdSpace;
import dev.callsign.request.DeviceAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;

/**
 * How many one-time prekeys devices have left, as every answer to a signed request tells its
 * sender.
 *
 * <p>What this process changed is told at once; what another one did, after {@link #MAX_STALENESS}.
 */
@ApplicationScoped
public class Stocks {

  static final Duration MAX_STALENESS = Duration.ofSeconds(5);

  /** Devices whose counts are kept; each takes some hundred bytes. */
  private static final long MAX_DEVICES = 100_000;

  private static final String COUNT =
      "select space, count(*) from one_time_prekey where device ="
          + " (select id from prekey_device where callsign = ? and device_id = ?) group by space";

  private final Transactions transactions;
  private final Cache<DeviceAddress, Counts> counts =
      Caffeine.newBuilder().maximumSize(MAX_DEVICES).expireAfterWrite(MAX_STALENESS).build();

  Stocks(Transactions transactions) {
    this.transactions = transactions;
  }

  /** One-time prekeys of each kind that are left. */
  public record Counts(int oneTime, int pqOneTime) {}

  /** What {@code device} has left. */
  public Counts of(DeviceAddress device) {
    return counts.get(device, this::count);
  }

  void forget(DeviceAddress device) {
    counts.invalidate(device);
  }

  /** Devices that left the statement, or have another identity key there, have lost theirs. */
  void forget(@Observes CallsignRecorded change) {
    if (!change.replacesDevices()) {
      return;
    }
    for (int id = DeviceAddress.MIN_ID; id <= DeviceAddress.MAX_ID; id++) {
      forget(new DeviceAddress(change.callsign(), id));
    }
  }

  private Counts count(DeviceAddress device) {
    return transactions.join(
        connection -> {
          int oneTime = 0;
          int pqOneTime = 0;
          try (PreparedStatement select = connection.prepareStatement(COUNT)) {
            select.setString(1, device.callsign().aLabel());
            select.setInt(2, device.deviceId());
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                if (row.getString(1).equals(KeyIdSpace.ONE_TIME_PREKEY.name())) {
                  oneTime = row.getInt(2);
                } else {
                  pqOneTime = row.getInt(2);
                }
              }
            }
          }
          return new Counts(oneTime, pqOneTime);
        });
  }
}
