package dev.callsign.acme.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which private keys have served. The live one and those of the last two generations stay. An older
 * one goes when its certificate has ended, or when what took its place has been published for a
 * while: until then somebody may still have to go back.
 */
final class KeyRetention {

  /** Generations whose keys always stay. */
  static final int LAST = 2;

  /** After the publication of the statement that the live key signed. */
  static final Duration GRACE = Duration.ofHours(24);

  private KeyRetention() {}

  /**
   * The oldest generation whose key may be deleted now.
   *
   * @param holders rising by number
   * @param publishedAt since when the directory has the statement in force here; null while it has
   *     not
   */
  static Optional<Integer> expendable(
      List<Facts.KeyHolder> holders, @Nullable Instant publishedAt, Instant now) {
    boolean isSettled = publishedAt != null && !now.isBefore(publishedAt.plus(GRACE));
    return holders.stream()
        .limit(Math.max(0, holders.size() - LAST))
        .filter(each -> !each.live() && (isSettled || now.isAfter(each.notAfter())))
        .map(Facts.KeyHolder::number)
        .findFirst();
  }
}
