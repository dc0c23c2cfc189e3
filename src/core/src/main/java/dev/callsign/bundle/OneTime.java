package dev.callsign.bundle;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a directory says about the one-time prekey of a bundle (docs/protocol.md §4, Claiming). */
public enum OneTime {
  /** There is one, and the directory promises to give it to nobody else. */
  GIVEN,
  /** The device gave too many this hour. */
  WITHHELD,
  /** The device has none left. */
  EXHAUSTED,
  /** Nobody asked for one: this bundle consumed nothing. */
  NOT_CLAIMED;

  /** The value on the wire, for example {@code not-claimed}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant of a value on the wire; empty for any other text. */
  static Optional<OneTime> of(String text) {
    return Stream.of(values()).filter(value -> value.text().equals(text)).findFirst();
  }
}
