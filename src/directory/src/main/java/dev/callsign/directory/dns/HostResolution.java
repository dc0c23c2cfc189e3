package dev.callsign.directory.dns;

import java.util.List;

/** The outcome of resolving a host that is not a callsign. */
public sealed interface HostResolution {

  /** Addresses to try; never empty. */
  record Resolved(List<CheckedAddress> addresses) implements HostResolution {}

  /** No address may be tried; {@code reason} is for a person. */
  record Unresolved(String reason) implements HostResolution {}
}
