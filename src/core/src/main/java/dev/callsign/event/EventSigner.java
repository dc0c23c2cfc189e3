package dev.callsign.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.json.Base64Url;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Signs events with the directory's own key, each for one receiver (docs/protocol.md §8,
 * Deliveries). The signed bytes begin with {@code eyJ}, and their header names the type.
 */
public final class EventSigner {

  /** The media type of a delivery. */
  public static final String MEDIA_TYPE = "application/jose";

  private final DirectoryKeyPair keyPair;
  private final URI issuer;

  /**
   * A signer.
   *
   * @param issuer the public base URL of the directory
   */
  public EventSigner(DirectoryKeyPair keyPair, URI issuer) {
    this.keyPair = keyPair;
    this.issuer = issuer;
  }

  /**
   * Signs one delivery. Each try of it is signed anew: a receiver takes none that is older than
   * {@link EventVerifier#MAX_AGE}.
   *
   * @param audience the URL that it is sent to, as its receiver registered it
   * @param at now
   * @return the body, media type {@value #MEDIA_TYPE}
   */
  public byte[] sign(DirectoryEvent event, URI audience, Instant at) {
    ObjectNode payload =
        JsonNodeFactory.instance
            .objectNode()
            .put("iss", issuer.toString())
            .put("aud", audience.toString())
            .put("iat", at.getEpochSecond());
    payload.set("event", event.toJson());
    String signed = EventJws.signingInput(keyPair.key(), payload.toString());
    byte[] signature = keyPair.sign(signed.getBytes(StandardCharsets.US_ASCII));
    return (signed + "." + Base64Url.encode(signature)).getBytes(StandardCharsets.US_ASCII);
  }
}
