package dev.callsign.directory.year;

import dev.callsign.name.Callsign;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.statement.Device;
import java.security.SecureRandom;
import java.time.Instant;

/** A device with its private key. */
record Phone(Device listed, IdentityKeyPair identity) {

  static Phone of(Callsign callsign, int id, Instant addedAt, SecureRandom random) {
    IdentityKeyPair identity = IdentityKeyPair.generate(random);
    return new Phone(Device.of(callsign, id, id, null, identity, addedAt), identity);
  }
}
