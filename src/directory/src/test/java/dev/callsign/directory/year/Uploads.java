package dev.callsign.directory.year;

import dev.callsign.directory.prekeys.PrekeyStore;
import dev.callsign.directory.prekeys.UploadOutcome;
import dev.callsign.lab.PrekeyMaker;
import dev.callsign.name.Callsign;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.prekey.UploadVerdict;
import dev.callsign.prekey.UploadVerifier;
import dev.callsign.request.DeviceAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;

/**
 * Uploads a signed prekey of each phone, as the service does once it knows who signed the request.
 */
final class Uploads {
  private static final String AS_SIGNED = "the request of a year that nobody keeps";

  private final PrekeyStore prekeys;
  private final SecureRandom random;
  private int stored;

  Uploads(PrekeyStore prekeys, SecureRandom random) {
    this.prekeys = prekeys;
    this.random = random;
  }

  /** A phone uploads; in vain, when the statement in force does not list it. */
  void upload(Callsign callsign, Phone phone) {
    PrekeyUpload upload =
        new PrekeyUpload(
            new PrekeyMaker(phone.identity(), random).signed(), null, List.of(), List.of(), false);
    byte[] document = upload.toJson().toString().getBytes(StandardCharsets.UTF_8);
    UploadVerdict verdict = UploadVerifier.verify(document, phone.listed().identityKey());
    if (verdict instanceof UploadVerdict.Checked checked
        && prekeys.upload(
                new DeviceAddress(callsign, phone.listed().id()), checked.upload(), AS_SIGNED)
            instanceof UploadOutcome.Stored) {
      stored++;
    }
  }

  /** How many phones have prekeys, or had. */
  int stored() {
    return stored;
  }
}
