package dev.callsign.directory.dns;

/** What DNSSEC says about an answer (RFC 4035 §4.3), from good to bad. */
public enum DnssecStatus {
  /** Nobody looked: validation is switched off. */
  UNVALIDATED("not validated"),
  /** Signed from a trust anchor down to the answer. */
  SECURE("secure"),
  /** Proved to be in a zone that is not signed, or below none of the trust anchors. */
  INSECURE("insecure"),
  /** Should be signed, and the signatures are missing or wrong. */
  BOGUS("bogus");

  private final String text;

  DnssecStatus(String text) {
    this.text = text;
  }

  /** For a person, for example {@code not validated}. */
  public String text() {
    return text;
  }

  DnssecStatus worse(DnssecStatus other) {
    return compareTo(other) < 0 ? other : this;
  }
}
