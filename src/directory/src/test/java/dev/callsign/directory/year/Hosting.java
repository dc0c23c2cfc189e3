package dev.callsign.directory.year;

import dev.callsign.report.Slug;

/** What a domain serves at a time. */
sealed interface Hosting {

  /** A statement, presenting the certificate it stands on. */
  record Serves(Draft draft) implements Hosting {}

  /** Nothing that could be judged, or something bad, for this reason. */
  record Fails(Slug reason) implements Hosting {}
}
