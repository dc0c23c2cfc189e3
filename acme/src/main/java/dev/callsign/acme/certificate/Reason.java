package dev.callsign.acme.certificate;

/** Why a certificate is ordered. */
enum Reason {
  /** There is none. */
  FIRST,
  /** Its authority suggested this time. */
  SUGGESTED,
  /** Nobody suggested an earlier one. */
  BACKSTOP,
  /** Its authority wants it replaced at once, as before a revocation. */
  INCIDENT,
  /** It ends very soon. */
  EMERGENCY
}
