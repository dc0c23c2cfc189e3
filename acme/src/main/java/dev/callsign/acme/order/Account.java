package dev.callsign.acme.order;

import java.net.URI;
import java.security.KeyPair;

/**
 * An account that exists at a server (RFC 8555 §7.1.2): what every request is signed with.
 *
 * @param key the account's, never that of a certificate (RFC 8555 §11.1)
 * @param location its URL, which the server gave when it was registered; the caller keeps it
 */
public record Account(AcmeServer server, KeyPair key, URI location) {

  /** Without the key. */
  @Override
  public String toString() {
    return location.toString();
  }
}
