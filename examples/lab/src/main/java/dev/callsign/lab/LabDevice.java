package dev.callsign.lab;

import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.statement.Device;

/**
 * A device of a host's owner, with the key that only it would have.
 *
 * @param listed as the statement lists it
 */
public record LabDevice(Device listed, IdentityKeyPair identity) {}
