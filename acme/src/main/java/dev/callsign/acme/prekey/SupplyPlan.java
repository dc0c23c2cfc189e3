package dev.callsign.acme.prekey;

import dev.callsign.acme.prekey.PrekeyStatus.Published;
import dev.callsign.acme.prekey.PrekeyStatus.Stock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which prekeys to make and upload now: a pure function of what the directory has, what is kept
 * here, and the time.
 *
 * @param signedPrekey whether a new signed prekey
 * @param lastResort whether a new last-resort prekey
 * @param oneTime how many one-time prekeys
 * @param pqOneTime how many post-quantum one-time prekeys
 * @param replace whether the directory drops the one-time prekeys it has
 */
record SupplyPlan(
    boolean signedPrekey, boolean lastResort, int oneTime, int pqOneTime, boolean replace) {

  /** One-time prekeys of each kind that a directory is filled up to. */
  static final int FULL = 100;

  /** Fewer one-time prekeys than this are few (docs/protocol.md §4, {@code prekeys.low}). */
  static final int FEW = 20;

  /** How old a signed or last-resort prekey may become (docs/protocol.md §4, {@code advice}). */
  static final Duration ROTATION = Duration.ofDays(2);

  /**
   * How old a one-time prekey at the directory may become: a peer who is given it just before has
   * 30 days for the message, until {@link PrekeyInventory#ONE_TIME_KEPT} are over.
   */
  static final Duration MAX_AGE = Duration.ofDays(60);

  /**
   * Plans.
   *
   * @param below the one-time prekeys of a kind are filled up when there are fewer than this
   */
  static SupplyPlan of(PrekeyStatus status, PrekeyInventory kept, int below, Instant now) {
    boolean postQuantum = kept.postQuantum() || status.lastResort() != null;
    boolean foreign = isForeign(status, kept);
    boolean replace = foreign || isOld(status.oneTime(), now) || isOld(status.pqOneTime(), now);
    return new SupplyPlan(
        foreign || rotatesSigned(status, kept, now),
        postQuantum && (foreign || rotatesLastResort(status, kept, now)),
        missing(status.oneTime(), replace, below),
        postQuantum ? missing(status.pqOneTime(), replace, below) : 0,
        replace);
  }

  /** Whether there is nothing to do. */
  boolean isEmpty() {
    return !signedPrekey && !lastResort && oneTime == 0 && pqOneTime == 0;
  }

  /** Whether the directory publishes a key whose private half is not here: the store was lost. */
  private static boolean isForeign(PrekeyStatus status, PrekeyInventory kept) {
    Published signed = status.signedPrekey();
    Published lastResort = status.lastResort();
    return (signed != null && kept.signed().find(signed.keyId()).isEmpty())
        || (lastResort != null && kept.lastResort().find(lastResort.keyId()).isEmpty());
  }

  private static boolean rotatesSigned(PrekeyStatus status, PrekeyInventory kept, Instant now) {
    return status.advice().contains(PrekeyAdvice.UPLOAD_SIGNED_PREKEY)
        || status.advice().contains(PrekeyAdvice.ROTATE_SIGNED_PREKEY)
        || isDue(status.signedPrekey(), kept.publishedSigned(), now);
  }

  private static boolean rotatesLastResort(PrekeyStatus status, PrekeyInventory kept, Instant now) {
    return status.advice().contains(PrekeyAdvice.ROTATE_PQ_LAST_RESORT_PREKEY)
        || (status.lastResort() != null && status.lastResort().isWorn())
        || isDue(status.lastResort(), kept.publishedLastResort(), now);
  }

  /** Judged here, too: a directory that gives no advice shall not keep an old key in use. */
  private static <K> boolean isDue(
      @Nullable Published published, Optional<OwnPrekey<K>> kept, Instant now) {
    return published == null
        || kept.isEmpty()
        || kept.get().keyId() != published.keyId()
        || !kept.get().createdAt().plus(ROTATION).isAfter(now);
  }

  private static boolean isOld(Stock stock, Instant now) {
    return stock.oldest() != null && !stock.oldest().plus(MAX_AGE).isAfter(now);
  }

  private static int missing(Stock stock, boolean replace, int below) {
    if (replace) {
      return FULL;
    }
    return stock.count() < below ? FULL - stock.count() : 0;
  }
}
