package dev.callsign.directory.http;

import java.io.IOException;
import java.io.InputStream;

/** Reads the bodies of requests. */
final class RequestBody {

  /**
   * Bytes of the largest one, whatever the request: an upload of 201 prekeys takes some 420,000.
   */
  static final int MAX_BYTES = 1024 * 1024;

  private RequestBody() {}

  /** The whole body; a longer one is {@code request-too-large}. */
  static byte[] read(InputStream stream) throws IOException {
    byte[] body = stream.readNBytes(MAX_BYTES + 1);
    if (body.length > MAX_BYTES) {
      throw new ProblemException(ProblemMappers.ofStatus(413));
    }
    return body;
  }
}
