package dev.callsign.caa;

/** The outcome of climbing from a callsign towards the root for CAA records (RFC 8659 §3). */
public sealed interface CaaLookup {

  /** A name has CAA records. */
  record Found(CaaSet set) implements CaaLookup {}

  /** Neither the callsign nor any name above it has CAA records. */
  record None() implements CaaLookup {}

  /**
   * Some name on the way gave no answer that can be used.
   *
   * @param why one sentence for a person
   */
  record Failed(String why) implements CaaLookup {}
}
