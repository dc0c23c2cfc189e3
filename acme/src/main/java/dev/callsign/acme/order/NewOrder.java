package dev.callsign.acme.order;

import dev.callsign.name.Callsign;
import dev.callsign.renewal.CertId;
import java.util.List;
import java.util.Optional;

/**
 * What to order: a certificate for one name.
 *
 * @param callsign the one identifier, of type {@code dns}
 * @param profiles kinds of certificates that are wanted, the best first; empty to leave it to the
 *     server
 * @param key SHA-256 of the SPKI of the key that the certificate shall be for, base64url: tells
 *     this order from others for the same name that are valid already; empty where nobody knows yet
 * @param replaces the certificate that this one shall replace (RFC 9773 §5); left out where the
 *     server gives no renewal information
 */
public record NewOrder(
    Callsign callsign, List<String> profiles, Optional<String> key, Optional<CertId> replaces) {

  /** Copies the profiles. */
  public NewOrder {
    profiles = List.copyOf(profiles);
  }

  /** The same order, for this key. */
  public NewOrder forKey(String sha256) {
    return new NewOrder(callsign, profiles, Optional.of(sha256), replaces);
  }

  /** The same order without {@code replaces}. */
  public NewOrder withoutReplaces() {
    return new NewOrder(callsign, profiles, key, Optional.empty());
  }
}
