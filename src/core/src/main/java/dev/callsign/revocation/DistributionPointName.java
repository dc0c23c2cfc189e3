package dev.callsign.revocation;

import dev.callsign.report.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The type DistributionPointName (RFC 5280 §4.2.1.13), as leaves and lists have it. */
final class DistributionPointName {
  private static final int FULL_NAME = Der.CONTEXT_CONSTRUCTED;
  private static final int RELATIVE_NAME = Der.CONTEXT_CONSTRUCTED | 1;
  private static final int URI = Der.CONTEXT | 6;

  private DistributionPointName() {}

  /**
   * The URI that is the full name, as written; empty where the name is another, too long or more
   * than one.
   */
  static Optional<String> uri(Der name) throws MalformedException {
    if (name.hasNext(RELATIVE_NAME)) {
      return Optional.empty();
    }
    Der generalNames = name.read(FULL_NAME);
    name.end();
    if (!generalNames.hasNext(URI)) {
      return Optional.empty();
    }
    Der uri = generalNames.read();
    return generalNames.hasNext() || uri.size() > CrlDistributionPoint.MAX_CHARACTERS
        ? Optional.empty()
        : Optional.of(new String(uri.octets(), StandardCharsets.ISO_8859_1));
  }
}
