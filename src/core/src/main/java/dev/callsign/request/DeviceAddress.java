package dev.callsign.request;

import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;

/**
 * One device of one callsign, as {@code kid} names it: {@code alice.example#1}.
 *
 * @param deviceId {@value #MIN_ID} to {@value #MAX_ID}
 */
public record DeviceAddress(Callsign callsign, int deviceId) {

  /** The lowest device id: libsignal refuses 0. */
  public static final int MIN_ID = 1;

  /** The highest device id that libsignal accepts. */
  public static final int MAX_ID = 127;

  /** Refuses ids that no device has. */
  public DeviceAddress {
    if (deviceId < MIN_ID || deviceId > MAX_ID) {
      throw new IllegalArgumentException("a device id is from 1 to 127");
    }
  }

  /**
   * Parses the text of a {@code kid}: the A-label in normal form, {@code #}, the id without leading
   * zeros.
   *
   * @throws MalformedException {@code bad-request-signature}: any other text
   */
  public static DeviceAddress parse(String text, NamePolicy names) throws MalformedException {
    int hash = text.indexOf('#');
    if (hash > 0 && text.substring(hash + 1).matches("[1-9][0-9]{0,2}")) {
      int id = Integer.parseInt(text.substring(hash + 1));
      Callsign callsign = callsign(text.substring(0, hash), names);
      if (id <= MAX_ID && callsign.aLabel().equals(text.substring(0, hash))) {
        return new DeviceAddress(callsign, id);
      }
    }
    throw malformed();
  }

  private static Callsign callsign(String name, NamePolicy names) throws MalformedException {
    try {
      return Callsign.parse(name, names);
    } catch (MalformedException e) {
      throw malformed();
    }
  }

  private static MalformedException malformed() {
    return new MalformedException(
        Slug.BAD_REQUEST_SIGNATURE, "'kid' is a callsign, '#' and a device id: alice.example#1");
  }

  /** The {@code kid}. */
  @Override
  public String toString() {
    return callsign.aLabel() + "#" + deviceId;
  }
}
