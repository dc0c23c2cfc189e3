package dev.callsign.directory.fetch;

import java.security.cert.X509Certificate;

/** Who knows when an authority would like a certificate to be renewed (RFC 9773). */
@FunctionalInterface
public interface RenewalInfoSource {

  /** Asks about {@code leaf}; blocks the calling thread, for a bounded time. */
  RenewalInfoResult fetch(X509Certificate leaf);

  /** Nobody: where an operator switched renewal information off. */
  static RenewalInfoSource none() {
    return leaf -> new RenewalInfoResult.NotOffered();
  }
}
