package dev.callsign.acme.prekey;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a directory advises a device to do (docs/protocol.md §4, What a device is told). */
public enum PrekeyAdvice {
  /** It has no signed prekey. */
  UPLOAD_SIGNED_PREKEY,
  /** The signed prekey is 2 days old or more. */
  ROTATE_SIGNED_PREKEY,
  /** The last-resort prekey has been used, or is 2 days old or more. */
  ROTATE_PQ_LAST_RESORT_PREKEY,
  /** There are fewer than 20 one-time prekeys. */
  REFILL_ONE_TIME_PREKEYS,
  /** There are fewer than 20 post-quantum one-time prekeys beside a last-resort prekey. */
  REFILL_PQ_ONE_TIME_PREKEYS;

  /** As it stands on the wire, for example {@code rotate-signed-prekey}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<PrekeyAdvice> parse(String text) {
    return Arrays.stream(values()).filter(advice -> advice.text().equals(text)).findFirst();
  }

  /** What it means, for a person. */
  String words() {
    return switch (this) {
      case UPLOAD_SIGNED_PREKEY -> "there is no signed prekey: nobody can write to this device";
      case ROTATE_SIGNED_PREKEY -> "the signed prekey is old and should be replaced";
      case ROTATE_PQ_LAST_RESORT_PREKEY ->
          "the last-resort prekey was used or is old and should be replaced";
      case REFILL_ONE_TIME_PREKEYS -> "few one-time prekeys are left";
      case REFILL_PQ_ONE_TIME_PREKEYS -> "few post-quantum one-time prekeys are left";
    };
  }
}
