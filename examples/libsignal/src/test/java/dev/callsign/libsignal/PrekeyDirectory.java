package dev.callsign.libsignal;

import dev.callsign.name.Callsign;
import dev.callsign.prekey.PrekeyUpload;

/** How uploads get to a directory, and bundles back: all that differs between one and another. */
interface PrekeyDirectory {

  /** Hands in an upload of a device that the callsign's statement lists. */
  void upload(Callsign callsign, int deviceId, PrekeyUpload upload);

  /** A bundle of one device, with a one-time prekey of each kind while there is one. */
  byte[] claim(Callsign callsign, int deviceId);
}
