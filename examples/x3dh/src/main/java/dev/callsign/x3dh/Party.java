package dev.callsign.x3dh;

import dev.callsign.prekey.IdentityKey;
import dev.callsign.request.DeviceAddress;

/** One side of an agreement, as the other side knows it from a verified statement. */
public record Party(DeviceAddress address, IdentityKey identityKey) {}
