package dev.callsign.directory.fetch;

import dev.callsign.revocation.Crl;

/** The outcome of fetching a revocation list. */
public sealed interface CrlFetchResult {

  /** The host answered with a list that parses; nobody has looked at its signature. */
  record Fetched(Crl crl) implements CrlFetchResult {}

  /** There was no list; {@code reason} is for a person and never what the host answered. */
  record Failed(String reason) implements CrlFetchResult {}
}
