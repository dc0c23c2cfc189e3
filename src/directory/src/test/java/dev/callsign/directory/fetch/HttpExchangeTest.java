package dev.callsign.directory.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers to a POST mean; those to a GET are in {@link CrlFetcherTest}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpExchangeTest {

  private static final int LIMIT = 1024;

  /** What is read at a time beyond what is needed: the buffer of the connection. */
  private static final int BUFFER_BYTES = 32 * 1024;

  private ScheduledExecutorService timer;

  @BeforeAll
  void start() {
    timer = Executors.newSingleThreadScheduledExecutor();
  }

  @AfterAll
  void stop() {
    timer.shutdownNow();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 200 OK, 200",
    "HTTP/1.1 204 No Content, 204",
    "HTTP/1.0 202 Accepted, 202",
    "HTTP/1.1 304, 304",
    "HTTP/1.1 599 Whatever, 599",
    "HTTP/1.1 100 Continue||HTTP/1.1 103 Early Hints|Link: x||HTTP/1.1 201 Created, 201",
    "HTTP/1.1 200 OK|Content-Length: 4||HTTP/1.1 500 Oops, 200",
    "HTTP/1.1 200 OK|Content-Length: 1000||cut off, 200",
    "HTTP/1.1 200 OK|Transfer-Encoding: chunked||no chunk, 200",
    "HTTP/1.1 200 OK|Transfer-Encoding: gzip||no chunk, 200",
    "HTTP/1.1 200 OK|Content-Encoding: gzip|Content-Length: 1||x, 200",
  })
  void areTheirStatus(String lines, int status) {
    assertThat(post(lines.replace("|", "\r\n") + "\r\n\r\n"))
        .isEqualTo(new HttpAnswer.Status(status));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n\r\n",
        "nonsense\r\n\r\n",
        "HTTP/1.1 000 Zero\r\n\r\n",
        "HTTP/1.1 two OK\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n"
      })
  void areNoneWhereThereIsNoHead(String answer) {
    assertThat(post(answer)).isEqualTo(new HttpAnswer.Broken());
  }

  @Test
  void areNotWaitedForBehindInterimOnesForEver() {
    assertThat(post("HTTP/1.1 102 Processing\r\n\r\n".repeat(1000)))
        .isEqualTo(new HttpAnswer.Status(102));
  }

  @Test
  void areTooLargeInTheirHeadOnly() {
    assertThat(post("HTTP/1.1 200 OK\r\nX: " + "y".repeat(9000) + "\r\n\r\n"))
        .isEqualTo(new HttpAnswer.TooLarge(true));
    assertThat(post("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(101) + "\r\n"))
        .isEqualTo(new HttpAnswer.TooLarge(true));
  }

  @Test
  void areReadNoFurtherThanTheLimit() {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
    MemorySocket socket = socket(head + "x".repeat(1_000_000));

    assertThat(post(socket)).isEqualTo(new HttpAnswer.Status(200));
    assertThat(socket.taken()).isLessThanOrEqualTo(LIMIT + BUFFER_BYTES);
  }

  private HttpAnswer post(String answer) {
    return post(socket(answer));
  }

  private HttpAnswer post(MemorySocket socket) {
    return new HttpExchange(LIMIT, "test/1", timer)
        .post(
            socket,
            socket,
            new HttpExchange.Request("w.example", "/", "*/*"),
            new byte[] {'x'},
            "application/jose",
            Duration.ofSeconds(10));
  }

  private static MemorySocket socket(String answer) {
    return new MemorySocket(answer.getBytes(StandardCharsets.ISO_8859_1));
  }
}
