package dev.callsign.lab;

import static dev.callsign.lab.Expected.fail;

/** What can keep a connection from becoming a TLS connection. */
public enum ConnectFault implements Misbehaviour {
  /** Nobody listens at the address (127.0.0.2). */
  REFUSED(fail("connect-refused")),
  /** The listener at the address has no room for connections (127.0.0.3; Linux only). */
  TIMEOUT(fail("connect-timeout")),
  /** The ClientHello is answered with a fatal handshake_failure. */
  HANDSHAKE_FAILURE(fail("tls-handshake")),
  /** The connection ends after the ClientHello. */
  HANDSHAKE_CLOSED(fail("tls-handshake")),
  /** The ClientHello is never answered. */
  HANDSHAKE_SILENCE(fail("tls-handshake")),
  /** The ClientHello is answered as an OpenSSL does that is limited to TLS 1.1. */
  OLD_TLS(fail("tls-version"));

  private final Expected expected;

  ConnectFault(Expected expected) {
    this.expected = expected;
  }

  @Override
  public Expected expected() {
    return expected;
  }
}
