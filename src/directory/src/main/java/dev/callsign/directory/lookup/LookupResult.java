package dev.callsign.directory.lookup;

import java.time.Instant;
import java.util.Map;

/** The outcome of looking a callsign up. */
public sealed interface LookupResult {

  /** What is served, in every form. */
  record Found(Map<Representation.Form, Representation> forms, Instant expiresAt)
      implements LookupResult {}

  /** The last good statement has expired: its keys are no longer served, its history still is. */
  record Expired(Instant expiredAt) implements LookupResult {}

  /** The certificate of the last good statement was revoked: as with {@link Expired}. */
  record Revoked(Instant revokedAt) implements LookupResult {}

  /** The callsign was never registered. */
  record Unknown() implements LookupResult {}
}
