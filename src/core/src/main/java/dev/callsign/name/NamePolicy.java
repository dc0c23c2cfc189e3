package dev.callsign.name;

/** Which names may be callsigns, beyond their syntax. */
public enum NamePolicy {
  /** Names of the public DNS only. */
  PUBLIC,
  /**
   * Also names under {@code .test} (RFC 6761 §6.2), which no public certificate authority serves.
   */
  WITH_TEST_NAMES
}
