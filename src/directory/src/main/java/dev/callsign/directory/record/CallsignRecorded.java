package dev.callsign.directory.record;

import dev.callsign.name.Callsign;

/**
 * Fired inside the transaction that changed what is recorded of a callsign.
 *
 * @param replacesDevices whether another statement, perhaps with other devices, is in force now
 */
public record CallsignRecorded(Callsign callsign, boolean replacesDevices) {

  /** The A-label. */
  public String name() {
    return callsign.aLabel();
  }
}
