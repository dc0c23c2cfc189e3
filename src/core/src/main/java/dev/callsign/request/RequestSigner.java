package dev.callsign.request;

import dev.callsign.json.Base64Url;
import dev.callsign.prekey.IdentitySignature;
import dev.callsign.prekey.IdentitySigner;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * Signs requests with a device's identity key (docs/protocol.md §4, Signed requests). It builds the
 * header itself; the signed bytes begin with {@code eyJ}, so they are never those of a prekey.
 */
public final class RequestSigner {

  /** The media type of a signed request. */
  public static final String MEDIA_TYPE = "application/jose+json";

  /** Bytes of {@code jti}: never drawn twice. */
  public static final int JTI_BYTES = 16;

  private final DeviceAddress device;
  private final IdentitySigner signer;
  private final SecureRandom random;

  /** Signs for {@code device}, whose identity key {@code signer} holds. */
  public RequestSigner(DeviceAddress device, IdentitySigner signer, SecureRandom random) {
    this.device = device;
    this.signer = signer;
    this.random = random;
  }

  /**
   * Signs one request; each may be sent once.
   *
   * @param method the HTTP method
   * @param uri the whole URL, without query or fragment
   * @param payload the request document; empty where there is none
   * @param at now
   * @return the body, media type {@value #MEDIA_TYPE}
   */
  public byte[] sign(String method, URI uri, byte[] payload, Instant at) {
    byte[] jti = new byte[JTI_BYTES];
    random.nextBytes(jti);
    String header =
        Base64Url.encode(
            RequestJws.RequestHeader.encode(device, method, uri, at, Base64Url.encode(jti))
                .toString()
                .getBytes(StandardCharsets.UTF_8));
    String encodedPayload = Base64Url.encode(payload);
    IdentitySignature signature = signer.sign(RequestJws.signingInput(header, encodedPayload));
    return RequestJws.toJson(encodedPayload, header, signature).getBytes(StandardCharsets.UTF_8);
  }
}
