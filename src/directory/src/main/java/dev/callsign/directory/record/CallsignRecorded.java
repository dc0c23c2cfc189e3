package dev.callsign.directory.record;

import dev.callsign.name.Callsign;

/**
 * Fired after the transaction that changed what is recorded of a callsign, in the process that
 * changed it: whoever reads now, reads the change.
 *
 * @param replacesDevices whether another statement, perhaps with other devices, is in force now
 */
public record CallsignRecorded(Callsign callsign, boolean replacesDevices) {

  /** The A-label. */
  public String name() {
    return callsign.aLabel();
  }
}
