package dev.callsign.lab;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * How one connection to a name of {@link TlsHosts} goes.
 *
 * @param presented the certificate that terminates TLS
 * @param fault what keeps the connection from becoming one; null when nothing does
 * @param responder who answers the request
 */
record TlsService(DomainCertificate presented, @Nullable ConnectFault fault, Responder responder) {

  /** Answers one request; returns when the answer is complete or the peer has gone. */
  @FunctionalInterface
  interface Responder {
    void respond(HttpRequest request, OutputStream out) throws IOException, InterruptedException;
  }
}
