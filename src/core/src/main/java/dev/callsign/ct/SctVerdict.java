package dev.callsign.ct;

/** What became of one SCT. */
sealed interface SctVerdict {

  /** The log made this promise for this certificate. */
  record Valid(CtLog log, Sct sct) implements SctVerdict {
    @Override
    public String toString() {
      return sct.leafIndex().isPresent()
          ? log.described() + " at index " + sct.leafIndex().getAsLong()
          : log.described();
    }
  }

  /** Nobody here can tell: of a log that is not on the list. */
  record Unknown(String logId) implements SctVerdict {}

  /** Of a log whose private key anybody may have. */
  record Denied(String logId) implements SctVerdict {}

  /** Of a log on the list, which never made this promise for this certificate. */
  record Bad(String why) implements SctVerdict {}
}
