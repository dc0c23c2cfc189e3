package dev.callsign.directory.record;

import dev.callsign.name.Callsign;

/** Fired inside the transaction that changed what is recorded of a callsign. */
public record CallsignRecorded(Callsign callsign) {

  /** The A-label. */
  public String name() {
    return callsign.aLabel();
  }
}
