package dev.callsign.request;

import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.report.MalformedException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Verifies signed requests (docs/protocol.md §4, Signed requests).
 *
 * <p>A pure function of its arguments, apart from the keys it asks for. Does NOT remember {@code
 * jti}: the caller refuses one that he has seen.
 */
public final class RequestVerifier {

  /**
   * How far the clock of a device may be off, in both directions, in whole seconds as {@code iat}.
   */
  public static final Duration MAX_CLOCK_SKEW = Duration.ofSeconds(60);

  private final NamePolicy names;
  private final Function<DeviceAddress, Optional<IdentityKey>> keys;

  /**
   * A verifier.
   *
   * @param names which names are callsigns here
   * @param keys the identity key of a device in a statement that may be believed now
   */
  public RequestVerifier(NamePolicy names, Function<DeviceAddress, Optional<IdentityKey>> keys) {
    this.names = names;
    this.keys = keys;
  }

  /**
   * Verifies the body of a request.
   *
   * @param method the HTTP method as received
   * @param uri the public URL as received, without query
   * @param at now
   * @return never throws for bad input
   */
  public RequestVerdict verify(byte[] body, String method, URI uri, Instant at) {
    try {
      RequestJws jws = RequestJws.parse(body);
      RequestJws.RequestHeader header = jws.header();
      // 1. It is meant for this method and address, and of now.
      if (!header.htm().equals(method)) {
        return new RequestVerdict.Refused("'htm' is not the method of the request, " + method);
      }
      if (!header.htu().equals(uri.toString())) {
        return new RequestVerdict.Refused("'htu' is not the URL of the request, " + uri);
      }
      long skew = at.getEpochSecond() - header.issuedAt().getEpochSecond();
      if (Math.abs(skew) > MAX_CLOCK_SKEW.toSeconds()) {
        return new RequestVerdict.Refused(
            "'iat' is more than 60 s away from the time here, " + at.getEpochSecond());
      }
      // 2. There is such a device.
      DeviceAddress device = DeviceAddress.parse(header.kid(), names);
      Optional<IdentityKey> key = keys.apply(device);
      if (key.isEmpty()) {
        return new RequestVerdict.UnknownDevice(device);
      }
      // 3. It made the signature, as plain Ed25519 or in libsignal's variant.
      return key.get().verifiesEitherForm(jws.signingInput(), jws.signature())
          ? new RequestVerdict.Verified(new SignedRequest(device, key.get(), jws))
          : new RequestVerdict.Refused("the signature is not by the identity key of " + device);
    } catch (RequestJws.NotAJws e) {
      return new RequestVerdict.Unreadable(String.valueOf(e.getMessage()));
    } catch (MalformedException e) {
      return new RequestVerdict.Refused(e.detail());
    }
  }
}
