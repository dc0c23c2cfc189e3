package dev.callsign.directory.http;

import dev.callsign.directory.prekeys.Stocks;
import dev.callsign.directory.storage.StorageException;
import dev.callsign.request.DeviceAddress;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.net.URI;
import org.jboss.logging.Logger;

/**
 * The one place where signed requests are let through (docs/protocol.md §4, Signed requests).
 * Afterwards {@link Caller} knows who it was, and every answer tells him what he has left.
 */
@Provider
@DeviceSigned
class SignedRequestFilter implements ContainerRequestFilter, ContainerResponseFilter {
  private static final Logger LOG = Logger.getLogger(SignedRequestFilter.class);

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
            received(context.getUriInfo().getRequestUri())));
  }

  /** Path and query as they came, still encoded. */
  static String received(URI uri) {
    return uri.getRawQuery() == null
        ? uri.getRawPath()
        : uri.getRawPath() + "?" + uri.getRawQuery();
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    caller.request().ifPresent(signed -> tell(signed.device(), response));
  }

  /** What was done is done: an answer is not lost because nothing can be counted. */
  private void tell(DeviceAddress device, ContainerResponseContext response) {
    try {
      Stocks.Counts left = stocks.of(device);
      response
          .getHeaders()
          .putSingle(COUNTS, "one-time=" + left.oneTime() + ", pq-one-time=" + left.pqOneTime());
    } catch (StorageException e) {
      LOG.warnf("%s is not told what it has left: %s", device, e.getMessage());
    }
  }
}
