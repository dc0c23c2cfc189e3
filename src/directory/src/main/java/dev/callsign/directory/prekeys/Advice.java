package dev.callsign.directory.prekeys;

import java.util.Locale;

/** What the owner of a device should do about its prekeys (docs/protocol.md §4). */
public enum Advice {
  UPLOAD_SIGNED_PREKEY,
  ROTATE_SIGNED_PREKEY,
  ROTATE_PQ_LAST_RESORT_PREKEY,
  REFILL_ONE_TIME_PREKEYS,
  REFILL_PQ_ONE_TIME_PREKEYS;

  /** The advice as it appears on the wire, for example {@code rotate-signed-prekey}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
