package dev.callsign.directory.http;

import dev.callsign.directory.app.CallsignConfig;
import dev.callsign.directory.prekeys.DeviceKeys;
import dev.callsign.directory.prekeys.UsedRequests;
import dev.callsign.name.NamePolicy;
import dev.callsign.request.RequestVerdict;
import dev.callsign.request.RequestVerifier;
import dev.callsign.request.SignedRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;

/**
 * Admits signed requests: the signature is the device's, for this method and address, of now, and
 * it was never used before. Whatever else becomes of the request, it is used then.
 */
@ApplicationScoped
class RequestGate {
  private final RequestVerifier verifier;
  private final RequestVerifier vetoVerifier;
  private final UsedRequests used;
  private final CallsignConfig config;
  private final Clock clock;

  RequestGate(
      NamePolicy names, DeviceKeys keys, UsedRequests used, CallsignConfig config, Clock clock) {
    this.verifier = new RequestVerifier(names, keys::find);
    this.vetoVerifier = new RequestVerifier(names, keys::findForVeto);
    this.used = used;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Admits a request, or ends it with a problem.
   *
   * @param path as received, still encoded, with the query if there is one: none of these addresses
   *     has parameters, and nobody signs for them
   */
  SignedRequest admit(byte[] body, String method, String path) {
    return admit(verifier, body, method, path);
  }

  /** As {@link #admit}, also of a device whose statement lost its certificate. */
  SignedRequest admitVeto(byte[] body, String method, String path) {
    return admit(vetoVerifier, body, method, path);
  }

  private SignedRequest admit(RequestVerifier judge, byte[] body, String method, String path) {
    Instant at = clock.instant();
    URI uri = URI.create(config.baseUrl() + path);
    SignedRequest request =
        switch (judge.verify(body, method, uri, at)) {
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
    return request;
  }
}
