package dev.callsign.directory.prekeys;

import dev.callsign.prekey.KeyIdSpace;
import java.util.List;

/** The outcome of storing a checked upload. */
public sealed interface UploadOutcome {

  /** Everything is stored, or was before. */
  record Stored(DeviceStatus status) implements UploadOutcome {}

  /** Ids were used before for other keys; nothing is stored. */
  record Reused(List<ReusedId> ids) implements UploadOutcome {

    /** Copies the list. */
    public Reused {
      ids = List.copyOf(ids);
    }
  }

  /** More one-time prekeys of one kind than are kept of a device; nothing is stored. */
  record TooMany(KeyIdSpace space, int stored, int more) implements UploadOutcome {}

  /** The device has another identity key by now; nothing is stored. */
  record OtherIdentity() implements UploadOutcome {}

  /** An id that was used before. */
  record ReusedId(KeyIdSpace space, int keyId) {}
}
