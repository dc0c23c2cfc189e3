package dev.callsign.prekey;

import java.util.List;

/** The outcome of examining an upload. */
public sealed interface UploadVerdict {

  /** Every key is good. */
  record Checked(CheckedUpload upload) implements UploadVerdict {}

  /** At least one key is bad; each bad one is named. */
  record Refused(List<PrekeyFault> faults) implements UploadVerdict {

    /** Copies the list. */
    public Refused {
      faults = List.copyOf(faults);
    }
  }

  /** It is no upload at all. */
  record Unreadable(String detail) implements UploadVerdict {}
}
