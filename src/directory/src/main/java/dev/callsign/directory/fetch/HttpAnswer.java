package dev.callsign.directory.fetch;

/** What came of one GET. */
sealed interface HttpAnswer {

  /** 200 with a body of allowed size, in the bytes that were asked for. */
  final class Body implements HttpAnswer {
    private final byte[] bytes;

    Body(byte[] bytes) {
      this.bytes = bytes;
    }

    /** The body itself, not a copy. */
    byte[] bytes() {
      return bytes;
    }
  }

  /** A whole head with another status than 200; its body was not read. */
  record OtherStatus(int status) implements HttpAnswer {}

  /** 200 without any body. */
  record NoBody() implements HttpAnswer {}

  /** 200 with a body in a content encoding that nobody asked for. */
  record Encoded() implements HttpAnswer {}

  /** More bytes than the body or the head may have. */
  record TooLarge(boolean isHead) implements HttpAnswer {}

  /** The answer was not complete in time. */
  record TimedOut() implements HttpAnswer {}

  /** The connection ended early, or what came is not HTTP/1.1. */
  record Broken() implements HttpAnswer {}
}
