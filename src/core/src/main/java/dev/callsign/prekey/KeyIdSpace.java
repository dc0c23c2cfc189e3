package dev.callsign.prekey;

import java.util.Locale;

/**
 * Where key ids are unique: a device finds the private half of a key by its member in the bundle
 * and its id. Last-resort and one-time post-quantum prekeys share the member, so they share ids.
 */
public enum KeyIdSpace {
  /** Signed prekeys. */
  SIGNED_PREKEY,
  /** One-time prekeys. */
  ONE_TIME_PREKEY,
  /** Post-quantum prekeys of both kinds. */
  PQ_PREKEY;

  /** The member of the bundle, for example {@code signed_prekey}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
