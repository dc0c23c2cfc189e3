package dev.callsign.lab;

import static dev.callsign.lab.HttpResponse.latin1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a host serves at one moment.
 *
 * @param presented the certificate that terminates TLS
 * @param compact the body of the statement's resource
 * @param fault what goes wrong on the way; null when nothing does
 */
record Hosting(DomainCertificate presented, String compact, @Nullable Misbehaviour fault) {

  /** Where a statement is hosted (docs/protocol.md §3). */
  static final String STATEMENT = "/.well-known/callsign/statement.jws";

  /** Where {@link HttpFault#REDIRECT} leads, and where the statement is then found. */
  static final String MOVED = "/moved/statement.jws";

  /** One byte more than a statement may have. */
  private static final int TOO_MANY_BYTES = 16 * 1024 + 1;

  private static final byte[] STATUS_LINE = latin1("HTTP/1.1 200 OK\r\n");

  private static final Duration DRIP = Duration.ofSeconds(1);

  Hosting with(@Nullable Misbehaviour other) {
    return new Hosting(presented, compact, other);
  }

  /** Answers one request; returns when the answer is complete or the peer has gone. */
  void respond(HttpRequest request, OutputStream out) throws IOException, InterruptedException {
    if (!request.method().equals("GET")) {
      out.write(HttpResponse.error("405 Method Not Allowed").with("Allow", "GET").encode());
    } else if (request.target().equals(STATEMENT) && fault instanceof HttpFault http) {
      misbehave(http, compact, out);
    } else if (request.target().equals(STATEMENT) || request.target().equals(MOVED)) {
      out.write(HttpResponse.statement(compact).encode());
    } else {
      out.write(HttpResponse.error("404 Not Found").encode());
    }
    out.flush();
  }

  /**
   * Answers in this way instead of with {@code body}, which has 100 characters or more; returns as
   * {@link #respond} does.
   */
  static void misbehave(HttpFault http, String body, OutputStream out)
      throws IOException, InterruptedException {
    HttpResponse good = HttpResponse.statement(body);
    switch (http) {
      case NOT_FOUND -> out.write(HttpResponse.error("404 Not Found").encode());
      case SERVER_ERROR -> out.write(HttpResponse.error("500 Internal Server Error").encode());
      case GARBAGE -> out.write(latin1("\0\1\2 this is not HTTP \r\n\r\n"));
      case CUT_OFF_BODY ->
          out.write(
              HttpResponse.of("200 OK", "application/jose", body.substring(0, 100))
                  .with("Content-Length", Integer.toString(body.length()))
                  .encode());
      case REDIRECT -> out.write(HttpResponse.error("302 Found").with("Location", MOVED).encode());
      case TOO_LARGE -> out.write(HttpResponse.statement("A".repeat(TOO_MANY_BYTES)).encode());
      case TOO_LARGE_CHUNKED -> {
        out.write(chunked(good).encodeHead());
        out.write(chunk(TOO_MANY_BYTES));
        out.write(latin1("0\r\n\r\n"));
      }
      case ENDLESS_BODY -> endless(chunked(good).encodeHead(), chunk(1024), Duration.ZERO, out);
      case ENDLESS_HEADERS ->
          endless(STATUS_LINE, latin1("X-More: " + "A".repeat(100) + "\r\n"), Duration.ZERO, out);
      case SILENCE -> Thread.sleep(Duration.ofDays(1));
      case SLOW_HEADERS -> endless(STATUS_LINE, latin1("X"), DRIP, out);
      case SLOW_BODY -> endless(chunked(good).encodeHead(), chunk(1), DRIP, out);
      case GZIP -> {
        out.write(good.without("Content-Length").with("Content-Encoding", "gzip").encodeHead());
        out.write(gzip(body));
      }
    }
  }

  private static HttpResponse chunked(HttpResponse response) {
    return response.without("Content-Length").with("Transfer-Encoding", "chunked");
  }

  private static byte[] chunk(int bytes) {
    return latin1(Integer.toHexString(bytes) + "\r\n" + "A".repeat(bytes) + "\r\n");
  }

  /** Writes {@code start} and then {@code more} until the peer or the lab ends the connection. */
  @SuppressWarnings("InfiniteLoop")
  private static void endless(byte[] start, byte[] more, Duration pause, OutputStream out)
      throws IOException, InterruptedException {
    out.write(start);
    while (true) {
      out.write(more);
      out.flush();
      Thread.sleep(pause);
    }
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }
}
