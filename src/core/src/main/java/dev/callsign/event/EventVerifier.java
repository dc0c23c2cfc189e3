package dev.callsign.event;

import dev.callsign.json.StrictJson;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Verifies what a directory delivers (docs/protocol.md §8, Deliveries).
 *
 * <p>A pure function of its arguments. Does NOT remember anything: events are delivered at least
 * once, so a receiver passes over an event whose callsign and id he has seen; that also undoes
 * whatever is sent a second time within {@link #MAX_AGE}.
 */
public final class EventVerifier {

  /**
   * How far {@code iat} may be away from now, in both directions, in whole seconds: the try of a
   * delivery ends within one minute, and clocks of receivers are off by some.
   */
  public static final Duration MAX_AGE = Duration.ofMinutes(5);

  /**
   * Bytes of the largest delivery: an event of {@link DirectoryEvent#MAX_BYTES} and two URLs, which
   * base64url makes larger by a third.
   */
  public static final int MAX_BYTES = 32 * 1024;

  private final NamePolicy names;
  private final URI issuer;
  private final Map<String, DirectoryKey> keys;

  /**
   * A verifier of what one directory sends.
   *
   * @param names which names are callsigns here
   * @param issuer the public base URL of the directory
   * @param keys what the directory says its keys are, over TLS
   */
  public EventVerifier(NamePolicy names, URI issuer, Collection<DirectoryKey> keys) {
    this.names = names;
    this.issuer = issuer;
    this.keys =
        keys.stream()
            .distinct()
            .collect(Collectors.toUnmodifiableMap(DirectoryKey::kid, Function.identity()));
  }

  /**
   * Verifies the body of a delivery.
   *
   * @param audience the URL that it was sent to, as it was registered
   * @param at now
   * @return never throws for bad input
   */
  public EventVerdict verify(byte[] body, URI audience, Instant at) {
    try {
      EventJws jws = EventJws.parse(body);
      // 1. It is by a key of the directory.
      @Nullable DirectoryKey key = keys.get(jws.kid());
      if (key == null) {
        return new EventVerdict.Refused("'kid' is none of the directory's keys that are known");
      }
      if (!key.verifies(jws.signingInput(), jws.signature())) {
        return new EventVerdict.Refused("the signature is not by the directory's key " + key);
      }
      // 2. It is from this directory, for this receiver, and of now.
      StrictJson payload = StrictJson.parse(jws.payload(), Slug.BAD_EVENT, "payload");
      if (!payload.text("iss").equals(issuer.toString())) {
        return new EventVerdict.Refused("'iss' is not the directory that is expected");
      }
      if (!payload.text("aud").equals(audience.toString())) {
        return new EventVerdict.Refused("'aud' is not the URL that it was sent to");
      }
      long age = at.getEpochSecond() - payload.integer("iat", 0, StrictJson.MAX_INTEGER);
      if (Math.abs(age) > MAX_AGE.toSeconds()) {
        return new EventVerdict.Refused(
            "'iat' is more than 5 minutes away from the time here, " + at.getEpochSecond());
      }
      // 3. It says what happened.
      StrictJson event =
          payload
              .optionalObject("event", "event")
              .orElseThrow(() -> payload.malformed("the member 'event' is missing"));
      return new EventVerdict.Verified(DirectoryEvent.read(event, names));
    } catch (EventJws.NotAJws e) {
      return new EventVerdict.Unreadable(String.valueOf(e.getMessage()));
    } catch (MalformedException e) {
      return new EventVerdict.Refused(e.detail());
    }
  }
}
