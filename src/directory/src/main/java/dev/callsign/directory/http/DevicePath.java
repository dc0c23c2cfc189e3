package dev.callsign.directory.http;

import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.request.DeviceAddress;
import jakarta.inject.Singleton;

/** Reads the names in paths. */
@Singleton
class DevicePath {
  private final NamePolicy names;

  DevicePath(NamePolicy names) {
    this.names = names;
  }

  /** The callsign in {@code /v1/callsigns/{domain}}. */
  Callsign callsign(String domain) {
    try {
      return Callsign.parse(domain, names);
    } catch (MalformedException e) {
      throw ProblemException.malformedCallsign(e);
    }
  }

  /** The device in {@code /v1/callsigns/{domain}/devices/{device}}. */
  DeviceAddress device(String domain, String device) {
    Callsign callsign = callsign(domain);
    if (device.matches("[1-9][0-9]{0,2}") && Integer.parseInt(device) <= DeviceAddress.MAX_ID) {
      return new DeviceAddress(callsign, Integer.parseInt(device));
    }
    throw new ProblemException(
        ProblemType.UNKNOWN_DEVICE, "A device id is a number from 1 to 127.");
  }
}
