package dev.callsign.acme.directory;

import dev.callsign.event.EventVerifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Takes server-sent events apart (HTML §9.2.6), from a sender who may be hostile: lines and
 * messages are bounded in bytes. Bytes that are no UTF-8 become U+FFFD. Not safe for concurrent
 * use.
 *
 * <p>The field {@code event} is passed over, as the data says the type; so is {@code retry}: when
 * to come back is not for the sender to say.
 */
final class MessageReader {

  /** Bytes of the longest line: a signed event and the name of its field. */
  static final int MAX_LINE_BYTES = EventVerifier.MAX_BYTES + 64;

  /** Bytes of all lines of one message: one longest line, and short ones beside it. */
  static final int MAX_MESSAGE_BYTES = MAX_LINE_BYTES + 4 * 1024;

  private static final int END = -1;

  private final InputStream bytes;
  private final StringBuilder data = new StringBuilder();
  private String id = "";
  private boolean hasData;
  private int messageBytes;
  private boolean afterReturn;

  /** Reads from {@code bytes}, one by one: they should come out of a buffer. */
  MessageReader(InputStream bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads on until there is news.
   *
   * @throws IOException the connection broke, or a line or message is too long
   */
  StreamNews next() throws IOException {
    while (true) {
      String line = line();
      if (line == null) {
        return new StreamNews.End(""); // what has no empty line after it is no message
      }
      if (line.startsWith(":")) {
        return new StreamNews.SignOfLife();
      }
      if (!line.isEmpty()) {
        field(line);
      } else if (hasData) {
        return message();
      } else {
        messageBytes = 0;
      }
    }
  }

  private StreamNews message() {
    StreamNews message = new StreamNews.Message(id, data.toString());
    data.setLength(0);
    hasData = false;
    messageBytes = 0;
    return message;
  }

  private void field(String line) {
    int colon = line.indexOf(':');
    String field = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    value = value.startsWith(" ") ? value.substring(1) : value;
    if (field.equals("id") && value.indexOf('\0') < 0) {
      id = value;
    } else if (field.equals("data")) {
      data.append(hasData ? "\n" : "").append(value);
      hasData = true;
    }
  }

  /** One line without its end; null when there is none any more. */
  private @Nullable String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int next = bytes.read();
      boolean isSecondHalf = afterReturn && next == '\n';
      afterReturn = next == '\r';
      if (isSecondHalf) {
        continue;
      }
      if (next == END) {
        return null;
      }
      if (next == '\n' || next == '\r') {
        return line.toString(StandardCharsets.UTF_8);
      }
      line.write(next);
      messageBytes++;
      if (line.size() > MAX_LINE_BYTES || messageBytes > MAX_MESSAGE_BYTES) {
        throw new IOException("it sends a longer message than any event is");
      }
    }
  }
}
