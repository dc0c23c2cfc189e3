package dev.callsign.directory.events;

import dev.callsign.name.Callsign;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is told of the events of a callsign.
 *
 * @param owner the callsign whose device asked for it
 * @param callsign whose events
 * @param position the id of the last event that was delivered, or given up
 * @param tries that failed of the next event; after one was given up, as many as leave the next one
 *     a single try
 * @param failingSince when the first of the tries failed that nothing succeeded since; null when
 *     the last one did not
 * @param lastFailure why the last one failed, for people
 */
public record Watch(
    long id,
    Callsign owner,
    Callsign callsign,
    URI url,
    Instant createdAt,
    long position,
    int tries,
    @Nullable Instant failingSince,
    @Nullable String lastFailure) {

  /** The same after an event was delivered. */
  Watch at(long event) {
    return new Watch(id, owner, callsign, url, createdAt, event, 0, null, null);
  }
}
