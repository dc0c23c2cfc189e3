package dev.callsign.acme.certificate;

/** What is tried once in a renewal, at once, when an authority refuses for a known reason. */
enum Remedy {
  /** The account was registered anew. */
  ACCOUNT_RECREATED,
  /** The next key was replaced by another. */
  KEY_REPLACED,
  /** The order does not say what it replaces. */
  REPLACES_DROPPED,
  /** The answers to challenges were found by the staging authority. */
  REHEARSED
}
