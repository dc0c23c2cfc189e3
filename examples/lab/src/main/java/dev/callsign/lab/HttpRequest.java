package dev.callsign.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a host of the lab was asked.
 *
 * @param target the path, for example {@code /.well-known/callsign/statement.jws}
 * @param head request line and header fields as received, lines ending in CR LF
 * @param body as ISO 8859-1; empty when there is none
 */
public record HttpRequest(String method, String target, String head, String body) {

  /** A longer head is cut off. */
  private static final int MAX_HEAD_BYTES = 16 * 1024;

  /** A longer body is cut off: nothing that is sent to a host comes near it. */
  private static final int MAX_BODY_BYTES = 1024 * 1024;

  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");
  private static final Pattern REQUEST_LINE = Pattern.compile("([A-Z]+) (\\S+) HTTP/1\\.[01]\r\n");

  /** The value of the first field of this name, in any case, or empty. */
  public Optional<String> field(String name) {
    String prefix = name.toLowerCase(Locale.ROOT) + ":";
    return head.lines()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
        .map(line -> line.substring(prefix.length()).strip())
        .findFirst();
  }

  /** Reads one request, whose body is as long as it says; empty when the peer sent none. */
  static Optional<HttpRequest> read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < MAX_HEAD_BYTES && head.lastIndexOf(END_OF_HEAD) < 0) {
      int next = in.read();
      if (next < 0) {
        return Optional.empty();
      }
      head.append((char) next);
    }
    Matcher line = REQUEST_LINE.matcher(head);
    if (!line.lookingAt()) {
      return Optional.empty();
    }
    HttpRequest bodiless = new HttpRequest(line.group(1), line.group(2), head.toString(), "");
    return Optional.of(bodiless.withBody(in));
  }

  private HttpRequest withBody(InputStream in) throws IOException {
    String length = field("content-length").orElse("0");
    if (!LENGTH.matcher(length).matches()) {
      throw new IOException("a length is a number");
    }
    byte[] bytes = in.readNBytes(Math.min(Integer.parseInt(length), MAX_BODY_BYTES));
    return new HttpRequest(method, target, head, new String(bytes, StandardCharsets.ISO_8859_1));
  }
}
