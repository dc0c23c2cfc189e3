package dev.callsign.x3dh;

import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.request.DeviceAddress;

/** The device this process runs on. */
public record LocalDevice(DeviceAddress address, IdentityKeyPair identity) {

  /** What everybody may know of it. */
  public Party party() {
    return new Party(address, identity.identityKey());
  }
}
