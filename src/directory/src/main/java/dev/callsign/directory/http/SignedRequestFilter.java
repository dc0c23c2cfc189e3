package dev.callsign.directory.http;

import dev.callsign.directory.app.CallsignConfig;
import dev.callsign.directory.prekeys.Stocks;
import dev.callsign.directory.prekeys.UsedRequests;
import dev.callsign.request.RequestVerdict;
import dev.callsign.request.RequestVerifier;
import dev.callsign.request.SignedRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;

/**
 * The one place where signed requests are let through (docs/protocol.md §4, Signed requests): the
 * signature is the device's, for this method and address, of now, and it was never used before.
 *
 * <p>Afterwards {@link Caller} knows who it was, and every answer tells him what he has left.
 */
@Provider
@DeviceSigned
class SignedRequestFilter implements ContainerRequestFilter, ContainerResponseFilter {

  /** A structured field (RFC 9651) with the caller's own counts. */
  static final String COUNTS = "Callsign-Prekeys";

  private final RequestVerifier verifier;
  private final UsedRequests used;
  private final Stocks stocks;
  private final Caller caller;
  private final CallsignConfig config;
  private final Clock clock;

  SignedRequestFilter(
      RequestVerifier verifier,
      UsedRequests used,
      Stocks stocks,
      Caller caller,
      CallsignConfig config,
      Clock clock) {
    this.verifier = verifier;
    this.used = used;
    this.stocks = stocks;
    this.caller = caller;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public void filter(ContainerRequestContext context) throws IOException {
    byte[] body = RequestBody.read(context.getEntityStream());
    Instant at = clock.instant();
    URI uri = URI.create(config.baseUrl() + context.getUriInfo().getRequestUri().getRawPath());
    SignedRequest request =
        switch (verifier.verify(body, context.getMethod(), uri, at)) {
          case RequestVerdict.Verified verified -> verified.request();
          case RequestVerdict.Refused refused ->
              throw new ProblemException(ProblemType.BAD_REQUEST_SIGNATURE, refused.detail() + ".");
          case RequestVerdict.UnknownDevice unknown ->
              throw ProblemException.unknownDevice(unknown.device());
          case RequestVerdict.Unreadable unreadable ->
              throw new ProblemException(
                  ProblemType.MALFORMED_REQUEST,
                  "The body is a flattened JWS, {\"protected\", \"payload\", \"signature\"}: "
                      + unreadable.detail()
                      + ".");
        };
    if (!used.use(request, at)) {
      throw new ProblemException(
          ProblemType.REPLAYED_REQUEST,
          "A request of " + request.device() + " with this 'jti' was here before; sign a new one.");
    }
    caller.is(request);
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
