package dev.callsign.directory.fetch;

import java.util.Optional;

/** What came of one GET over HTTPS. */
sealed interface HttpsAnswer {

  /** 200 with a body of allowed size, in the bytes that were asked for. */
  final class Body implements HttpsAnswer {
    private final byte[] bytes;
    private final Optional<String> retryAfter;

    Body(byte[] bytes, Optional<String> retryAfter) {
      this.bytes = bytes;
      this.retryAfter = retryAfter;
    }

    /** The body itself, not a copy. */
    byte[] bytes() {
      return bytes;
    }

    /** The first field Retry-After. */
    Optional<String> retryAfter() {
      return retryAfter;
    }
  }

  /**
   * Anything else.
   *
   * @param reason for a person; never what the server wrote
   * @param isTemporary whether it may answer soon (RFC 9773 §4.3.3)
   */
  record Failed(String reason, boolean isTemporary) implements HttpsAnswer {}
}
