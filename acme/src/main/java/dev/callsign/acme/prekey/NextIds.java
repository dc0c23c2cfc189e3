package dev.callsign.acme.prekey;

/**
 * The next key id of each space (docs/protocol.md §4): above every id that was ever given, so that
 * none is given again. Last-resort and one-time post-quantum prekeys share {@code pq}.
 */
record NextIds(int signedPrekey, int oneTime, int pq) {

  /** The highest id that libsignal's clients take, 2^24 - 1, below what the protocol allows. */
  static final int MAX_ID = 0xFFFFFF;

  /** Ids that are passed over when a directory knows an id from a store that was lost. */
  static final int SKIP = 1 << 16;

  static final NextIds FIRST = new NextIds(1, 1, 1);

  NextIds plus(int signedPrekeys, int oneTimes, int pqs) {
    return new NextIds(signedPrekey + signedPrekeys, oneTime + oneTimes, pq + pqs);
  }

  /** Whether an id was given that is none any more. */
  boolean isExhausted() {
    return Math.max(signedPrekey, Math.max(oneTime, pq)) > MAX_ID + 1;
  }
}
