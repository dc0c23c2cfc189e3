package dev.callsign.acme.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams as HTML §9.2.6 has them, and as a hostile sender does. */
class MessageReaderTest {

  @Test
  void readsWhatTheStandardShows() throws Exception {
    // The examples of HTML §9.2.6.
    assertThat(read(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n"))
        .containsExactly(
            new StreamNews.SignOfLife(),
            new StreamNews.Message("1", "first event"),
            new StreamNews.Message("", "second event"),
            new StreamNews.End(""));
    assertThat(read("data: YHOO\ndata: +2\ndata: 10\n\n"))
        .startsWith(new StreamNews.Message("", "YHOO\n+2\n10"));
    assertThat(read("data\n\ndata\ndata\n\ndata:"))
        .containsExactly(
            new StreamNews.Message("", ""),
            new StreamNews.Message("", "\n"),
            new StreamNews.End(""));
  }

  @Test
  void takesEveryEndOfALine() throws Exception {
    assertThat(read("id: 1\r\ndata: a\r\n\r\nid: 2\rdata: b\r\rid: 3\ndata: c\n\n"))
        .containsExactly(
            new StreamNews.Message("1", "a"),
            new StreamNews.Message("2", "b"),
            new StreamNews.Message("3", "c"),
            new StreamNews.End(""));
  }

  @Test
  void passesOverFieldsThatItDoesNotNeed() throws Exception {
    assertThat(read("retry: 1\nevent: held\nid: 4\0\nunknown: x\ndata: {}\n\n"))
        .containsExactly(new StreamNews.Message("", "{}"), new StreamNews.End(""));
  }

  @Test
  void doesNotTellWhatWasCut() throws Exception {
    assertThat(read("id: 1\ndata: half")).containsExactly(new StreamNews.End(""));
  }

  @Test
  void endsWithAnEndlessLine() {
    Endless endless = new Endless("data: ", "x");

    assertThatThrownBy(() -> new MessageReader(endless).next())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("longer");
    assertThat(endless.given).isLessThan(MessageReader.MAX_LINE_BYTES + 100);
  }

  @Test
  void endsWithAnEndlessMessage() {
    Endless endless = new Endless("id: 1\n", "data: x\n");

    assertThatThrownBy(() -> new MessageReader(endless).next()).isInstanceOf(IOException.class);
    assertThat(endless.given).isLessThan(2 * MessageReader.MAX_MESSAGE_BYTES);
  }

  @Test
  void livesWithAnyNumberOfComments() throws Exception {
    String comments = ": nothing new\n\n".repeat(10_000);

    assertThat(read(comments + "id: 1\ndata: x\n\n"))
        .hasSize(10_002)
        .contains(new StreamNews.Message("1", "x"));
  }

  private static List<StreamNews> read(String text) throws IOException {
    MessageReader reader =
        new MessageReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    List<StreamNews> all = new ArrayList<>();
    do {
      all.add(reader.next());
    } while (!(all.getLast() instanceof StreamNews.End));
    return all;
  }

  /** Never ends. */
  private static final class Endless extends InputStream {
    private final String start;
    private final String rest;
    private int given;

    Endless(String start, String rest) {
      this.start = start;
      this.rest = rest;
    }

    @Override
    public int read() {
      int at = given++;
      return at < start.length()
          ? start.charAt(at)
          : rest.charAt((at - start.length()) % rest.length());
    }

    @Override
    public int read(byte[] buffer, int from, int length) {
      for (int i = from; i < from + length; i++) {
        buffer[i] = (byte) read();
      }
      return length;
    }
  }
}
