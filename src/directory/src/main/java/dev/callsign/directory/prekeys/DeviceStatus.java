package dev.callsign.directory.prekeys;

import dev.callsign.prekey.IdentityKey;
import dev.callsign.request.DeviceAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a device is told (docs/protocol.md §4).
 *
 * @param published null before the first signed prekey
 * @param lastResort null when there is none
 * @param claimsLastDay claims on this device in the last 24 hours, with and without one-time keys
 */
public record DeviceStatus(
    DeviceAddress device,
    IdentityKey identityKey,
    @Nullable PublishedPrekeys published,
    @Nullable LastResort lastResort,
    Stock oneTime,
    Stock pqOneTime,
    int claimsLastDay) {

  /** How old standing prekeys should get, as in libsignal's clients. */
  static final Duration ROTATE_AFTER = Duration.ofDays(2);

  /**
   * The current last-resort prekey.
   *
   * @param used whether a claim was answered with it
   */
  public record LastResort(int keyId, Instant createdAt, boolean used) {}

  /** What to do, most urgent first. */
  public List<Advice> advice(Instant at) {
    List<Advice> advice = new ArrayList<>();
    if (published == null) {
      advice.add(Advice.UPLOAD_SIGNED_PREKEY);
    } else if (isDue(published.signedPrekeyAt(), at)) {
      advice.add(Advice.ROTATE_SIGNED_PREKEY);
    }
    if (lastResort != null && (lastResort.used() || isDue(lastResort.createdAt(), at))) {
      advice.add(Advice.ROTATE_PQ_LAST_RESORT_PREKEY);
    }
    if (oneTime.isLow()) {
      advice.add(Advice.REFILL_ONE_TIME_PREKEYS);
    }
    if (lastResort != null && pqOneTime.isLow()) {
      advice.add(Advice.REFILL_PQ_ONE_TIME_PREKEYS);
    }
    return advice;
  }

  private static boolean isDue(Instant since, Instant at) {
    return !at.isBefore(since.plus(ROTATE_AFTER));
  }
}
