package dev.callsign.directory.renewal;

/** Where a check is under way: those that take long are in nobody's way. */
enum Lane {
  /** Whose host answered at the last check. */
  PROMPT,
  /** Whose host did not, or does not answer soon now. */
  SLOW
}
