package dev.callsign.directory.http;

import dev.callsign.directory.prekeys.Stocks;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;

/**
 * The one place where signed requests are let through (docs/protocol.md §4, Signed requests).
 * Afterwards {@link Caller} knows who it was, and every answer tells him what he has left.
 */
@Provider
@DeviceSigned
class SignedRequestFilter implements ContainerRequestFilter, ContainerResponseFilter {

  /** A structured field (RFC 9651) with the caller's own counts. */
  static final String COUNTS = "Callsign-Prekeys";

  private final RequestGate gate;
  private final Stocks stocks;
  private final Caller caller;

  SignedRequestFilter(RequestGate gate, Stocks stocks, Caller caller) {
    this.gate = gate;
    this.stocks = stocks;
    this.caller = caller;
  }

  @Override
  public void filter(ContainerRequestContext context) throws IOException {
    caller.is(
        gate.admit(
            RequestBody.read(context.getEntityStream()),
            context.getMethod(),
            context.getUriInfo().getRequestUri().getRawPath()));
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    caller
        .request()
        .ifPresent(
            signed -> {
              Stocks.Counts left = stocks.of(signed.device());
              response
                  .getHeaders()
                  .putSingle(
                      COUNTS, "one-time=" + left.oneTime() + ", pq-one-time=" + left.pqOneTime());
            });
  }
}
