package dev.callsign.lab;

import static dev.callsign.lab.Expected.fail;
import static dev.callsign.lab.Expected.warn;

/** What can be wrong with a good certificate, or with the list that could say so. */
public enum RevocationFault implements Misbehaviour {
  /** The certificate in use is on its issuer's list. */
  REVOKED(fail("revoked")),
  /** The list should have been replaced a second ago. */
  STALE_LIST(fail("crl-stale")),
  /** The list is for another distribution point than the certificate names. */
  LIST_OF_OTHER_SCOPE(fail("crl-scope")),
  /** The list cannot be had: 503. */
  UNAVAILABLE_LIST(warn("crl-unavailable"));

  private final Expected expected;

  RevocationFault(Expected expected) {
    this.expected = expected;
  }

  @Override
  public Expected expected() {
    return expected;
  }

  CrlShape list() {
    return switch (this) {
      case REVOKED -> CrlShape.GOOD;
      case STALE_LIST -> CrlShape.STALE;
      case LIST_OF_OTHER_SCOPE -> CrlShape.OTHER_SCOPE;
      case UNAVAILABLE_LIST -> CrlShape.UNAVAILABLE;
    };
  }
}
