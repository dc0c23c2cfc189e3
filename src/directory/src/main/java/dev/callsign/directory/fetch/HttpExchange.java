package dev.callsign.directory.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/**
 * One GET over a connection that stands, after which the connection is closed: HTTP/1.1 by
 * HttpCore, limits by us. No redirects, no content encodings, no cookies.
 */
final class HttpExchange {

  private static final int HTTP_OK = 200;

  /**
   * What is asked for.
   *
   * @param host the field Host: a name, with the port where it is not the scheme's own
   * @param path path and query
   * @param accept the media type that would be best
   */
  record Request(String host, String path, String accept) {}

  private final int maxBodyBytes;
  private final String userAgent;
  private final ScheduledExecutorService timer;
  private final Http1Config http =
      Http1Config.custom()
          .setMaxLineLength(FetchLimits.MAX_HEADER_LINE_BYTES)
          .setMaxHeaderCount(FetchLimits.MAX_HEADER_LINES)
          .setMaxEmptyLineCount(1)
          .build();

  HttpExchange(int maxBodyBytes, String userAgent, ScheduledExecutorService timer) {
    this.maxBodyBytes = maxBodyBytes;
    this.userAgent = userAgent;
    this.timer = timer;
  }

  /**
   * Asks and reads the whole answer.
   *
   * @param raw the TCP socket, which is closed when the answer takes too long
   * @param secured the socket to speak over: {@code raw}, or TLS above it
   * @param longest from the request to the last byte of the answer
   */
  HttpAnswer get(Socket raw, Socket secured, Request request, Duration longest) {
    try (Watchdog watchdog = new Watchdog(timer, raw, longest);
        DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(http)) {
      secured.setSoTimeout(Math.max(1, Math.toIntExact(longest.toMillis())));
      return ask(secured, request, connection, watchdog);
    } catch (IOException e) {
      return new HttpAnswer.TimedOut(); // the connection did not even close
    }
  }

  private HttpAnswer ask(
      Socket socket, Request request, DefaultBHttpClientConnection connection, Watchdog watchdog) {
    try {
      connection.bind(socket);
      connection.sendRequestHeader(head(request));
      connection.flush();
      ClassicHttpResponse response = connection.receiveResponseHeader();
      if (response.getCode() != HTTP_OK) {
        return new HttpAnswer.OtherStatus(response.getCode());
      }
      connection.receiveResponseEntity(response);
      return read(response);
    } catch (MessageConstraintException e) {
      return new HttpAnswer.TooLarge(true);
    } catch (IOException | HttpException | IllegalArgumentException e) {
      // HttpCore throws the last one for a status line with the code 0.
      return watchdog.hasBitten() || e instanceof SocketTimeoutException
          ? new HttpAnswer.TimedOut()
          : new HttpAnswer.Broken();
    }
  }

  private ClassicHttpRequest head(Request request) {
    ClassicHttpRequest head = new BasicClassicHttpRequest("GET", request.path());
    head.addHeader("Host", request.host());
    head.addHeader("User-Agent", userAgent);
    head.addHeader("Accept", request.accept());
    head.addHeader("Accept-Encoding", "identity");
    head.addHeader("Connection", "close");
    return head;
  }

  private HttpAnswer read(ClassicHttpResponse response) throws IOException {
    Header encoding = response.getFirstHeader("Content-Encoding");
    if (encoding != null && !encoding.getValue().toLowerCase(Locale.ROOT).equals("identity")) {
      return new HttpAnswer.Encoded();
    }
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return new HttpAnswer.NoBody();
    }
    if (entity.getContentLength() > maxBodyBytes) {
      return new HttpAnswer.TooLarge(false);
    }
    InputStream content = entity.getContent();
    byte[] body = content.readNBytes(maxBodyBytes + 1);
    return body.length > maxBodyBytes // without draining it: the connection is closed
        ? new HttpAnswer.TooLarge(false)
        : new HttpAnswer.Body(body);
  }
}
