package dev.callsign.acme.serve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The first line of an HTTP/1 request, after the whole head was read; the fields are not looked at,
 * and a body is not read.
 *
 * @param method such as {@code GET}
 * @param target as it was sent, such as {@code /.well-known/callsign/statement.jws}
 */
record RequestHead(String method, String target) {

  /** Bytes of the longest head; those of browsers with cookies have some 2000. */
  static final int MAX_BYTES = 8192;

  private static final int PARTS = 3;

  /**
   * Reads a head.
   *
   * @return empty when it is none, or too long
   * @throws IOException the client was cut off before its end
   */
  static Optional<RequestHead> read(InputStream stream) throws IOException {
    StringBuilder head = new StringBuilder();
    byte[] one = new byte[1];
    while (!isWhole(head)) {
      if (head.length() == MAX_BYTES) {
        return Optional.empty();
      }
      if (stream.read(one) < 0) {
        throw new IOException("the client left before it had asked");
      }
      head.append(new String(one, StandardCharsets.ISO_8859_1));
    }
    String[] line = head.substring(0, head.indexOf("\n")).strip().split(" ", -1);
    boolean isHttp = line.length == PARTS && line[2].startsWith("HTTP/1.");
    return isHttp ? Optional.of(new RequestHead(line[0], line[1])) : Optional.empty();
  }

  private static boolean isWhole(StringBuilder head) {
    int length = head.length();
    return (length >= 4 && head.substring(length - 4).equals("\r\n\r\n"))
        || (length >= 2 && head.substring(length - 2).equals("\n\n"));
  }
}
