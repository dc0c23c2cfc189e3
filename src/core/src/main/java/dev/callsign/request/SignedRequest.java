package dev.callsign.request;

import dev.callsign.prekey.IdentityKey;
import java.time.Instant;

/**
 * A request that a device signed for exactly this method and address, just now: who holds one has
 * proof. Only {@link RequestVerifier} makes one. That it was not sent before is NOT proved by it:
 * that is for whoever remembers {@link #jti()}.
 */
public final class SignedRequest {
  private final DeviceAddress device;
  private final IdentityKey identityKey;
  private final RequestJws jws;

  SignedRequest(DeviceAddress device, IdentityKey identityKey, RequestJws jws) {
    this.device = device;
    this.identityKey = identityKey;
    this.jws = jws;
  }

  /** Who signed it. */
  public DeviceAddress device() {
    return device;
  }

  /** The key that verified it. */
  public IdentityKey identityKey() {
    return identityKey;
  }

  /** The request document, a copy; empty where there is none. */
  public byte[] payload() {
    return jws.payload();
  }

  /** Base64url of 16 bytes, unique among the requests of this device. */
  public String jti() {
    return jws.header().jti();
  }

  /** The flattened JWS, for whoever keeps it as evidence. */
  public String toJson() {
    return jws.toJson();
  }

  /** When it was signed, whole seconds. */
  public Instant issuedAt() {
    return jws.header().issuedAt();
  }
}
