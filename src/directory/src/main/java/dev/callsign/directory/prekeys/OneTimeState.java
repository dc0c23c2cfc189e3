package dev.callsign.directory.prekeys;

import java.util.Locale;

/** What became of the one-time prekey in an answer (docs/protocol.md §8, {@code one_time}). */
public enum OneTimeState {
  /** It is in the answer, and in no other. */
  GIVEN,
  /** The device has given enough for this hour. */
  WITHHELD,
  /** The device has none left. */
  EXHAUSTED,
  /** The answer is to whoever asks, and none was claimed. */
  NOT_CLAIMED;

  /** The state as it appears on the wire, for example {@code not-claimed}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
