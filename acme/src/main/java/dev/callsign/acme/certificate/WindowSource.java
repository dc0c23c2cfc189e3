package dev.callsign.acme.certificate;

import java.net.URI;
import java.security.cert.X509Certificate;

/** Asks an ACME server when it would like a certificate to be renewed (RFC 9773 §4). */
@FunctionalInterface
public interface WindowSource {

  /**
   * Asks once; the answer comes within bounds of the implementation's own.
   *
   * @param authority the directory of the server that issued {@code leaf}
   */
  WindowAnswer ask(URI authority, X509Certificate leaf);
}
