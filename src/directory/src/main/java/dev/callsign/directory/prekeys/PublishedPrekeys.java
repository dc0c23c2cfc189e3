package dev.callsign.directory.prekeys;

import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.SignedPrekey;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is published of one device, whoever asks.
 *
 * @param identityKey base64url of the key that signed these prekeys
 * @param lastResort null when the device has no post-quantum prekeys
 */
public record PublishedPrekeys(
    String identityKey,
    SignedPrekey signedPrekey,
    Instant signedPrekeyAt,
    @Nullable PqPrekey lastResort) {

  /** The age from which a signed prekey is called stale; libsignal refuses to send at it. */
  public static final Duration STALE_AFTER = Duration.ofDays(14);

  /** Whether the signed prekey is {@link #STALE_AFTER} old, or older. */
  public boolean isStale(Instant at) {
    return !at.isBefore(staleAt());
  }

  /** When it becomes stale. */
  public Instant staleAt() {
    return signedPrekeyAt.plus(STALE_AFTER);
  }
}
