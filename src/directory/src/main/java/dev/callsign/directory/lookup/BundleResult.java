package dev.callsign.directory.lookup;

import java.time.Instant;

/** The outcome of looking a bundle up. */
public sealed interface BundleResult {

  /** What is published. */
  record Found(Representation bundle) implements BundleResult {}

  /** No device that was asked for has prekeys. */
  record NoPrekeys() implements BundleResult {}

  /** The statement in force lists no such device. */
  record UnknownDevice() implements BundleResult {}

  /** The last good statement has expired: nothing is served. */
  record Expired(Instant expiredAt) implements BundleResult {}

  /** The certificate of the last good statement was revoked: nothing is served. */
  record Revoked(Instant revokedAt) implements BundleResult {}

  /** The callsign was never registered. */
  record UnknownCallsign() implements BundleResult {}
}
