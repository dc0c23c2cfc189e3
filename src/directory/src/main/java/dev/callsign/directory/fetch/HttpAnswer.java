package dev.callsign.directory.fetch;

/** What came of one request. */
sealed interface HttpAnswer {

  /** What can come of a request whose sender does not want a body back. */
  sealed interface Bodiless extends HttpAnswer {}

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

  /** 200 without any body. */
  record NoBody() implements HttpAnswer {}

  /** 200 with a body in a content encoding that nobody asked for. */
  record Encoded() implements HttpAnswer {}

  /** A whole head with this status, other than 200 for a GET; its body was not kept. */
  record Status(int status) implements Bodiless {}

  /** More bytes than the body or the head may have. */
  record TooLarge(boolean isHead) implements Bodiless {}

  /** The answer was not complete in time. */
  record TimedOut() implements Bodiless {}

  /** The connection ended early, or what came is not HTTP/1.1. */
  record Broken() implements Bodiless {}
}
