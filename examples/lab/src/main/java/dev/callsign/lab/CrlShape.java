package dev.callsign.lab;

import java.util.Locale;

/** The revocation lists an authority serves: one good, and one for each way not to be good. */
enum CrlShape {
  GOOD,
  STALE,
  OTHER_SCOPE,
  UNAVAILABLE;

  /** The last part of the URL of this list of {@code issuer}, for example trusted-stale.crl. */
  String file(Issuer issuer) {
    String suffix = this == GOOD ? "" : "-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    return issuer.text() + suffix + ".crl";
  }
}
