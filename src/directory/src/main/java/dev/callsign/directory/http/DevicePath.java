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
    return new DeviceAddress(callsign(domain), id(device));
  }

  /** A device id in a path: 1 to 127, without leading zeros. */
  static int id(String text) {
    int id = 0;
    for (int i = 0; i < text.length() && id <= DeviceAddress.MAX_ID; i++) {
      int digit = text.charAt(i) - '0';
      boolean valid = digit >= (i == 0 ? 1 : 0) && digit <= 9;
      id = valid ? 10 * id + digit : DeviceAddress.MAX_ID + 1;
    }
    if (id < DeviceAddress.MIN_ID || id > DeviceAddress.MAX_ID) {
      throw new ProblemException(
          ProblemType.UNKNOWN_DEVICE, "A device id is a number from 1 to 127.");
    }
    return id;
  }
}
