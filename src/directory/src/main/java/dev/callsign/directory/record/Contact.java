package dev.callsign.directory.record;

import dev.callsign.directory.state.Sighting;
import dev.callsign.directory.state.Trouble;
import java.time.Instant;

/** Whether a host was asked for what was recorded, and whether it answered. */
enum Contact {
  /** It answered, whatever. */
  ANSWERED,
  /** It did not. */
  SILENT,
  /** It was not asked. */
  NONE;

  static Contact of(Sighting seen, Instant at) {
    return switch (seen) {
      case Sighting.Confirmed confirmed -> ANSWERED;
      case Sighting.Followed followed -> ANSWERED;
      case Sighting.Reclaimed reclaimed -> ANSWERED;
      case Sighting.Failed failed ->
          new Trouble(at, failed.reason()).isSilence() ? SILENT : ANSWERED;
      case Sighting.Nothing nothing -> NONE;
      case Sighting.Revoked revoked -> NONE;
      case Sighting.Vetoed vetoed -> NONE;
      case Sighting.WindowMoved moved -> NONE;
    };
  }
}
