package dev.callsign.acme.certificate;

import java.time.Duration;

/**
 * How an errand went.
 *
 * @param done whether it did what it is for, as far as it can know
 * @param asked how long to wait before the next try at least; zero when nobody asked
 * @param detail what went wrong, never a secret; empty when nothing did
 */
public record ErrandOutcome(boolean done, Duration asked, String detail) {

  /** It went well. */
  public static final ErrandOutcome DONE = new ErrandOutcome(true, Duration.ZERO, "");

  /** It did not; nobody asked to wait. */
  public static ErrandOutcome failed(String detail) {
    return new ErrandOutcome(false, Duration.ZERO, detail);
  }
}
