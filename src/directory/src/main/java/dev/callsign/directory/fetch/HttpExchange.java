package dev.callsign.directory.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.MessageSupport;

/**
 * One request over a connection that stands, after which the connection is closed: HTTP/1.1 by
 * HttpCore, limits by us. No redirects, no content encodings, no cookies.
 */
final class HttpExchange {

  private static final int HTTP_OK = 200;

  /** Interim answers (1xx, RFC 9110 §15.2) before the real one; no server sends more than two. */
  private static final int MAX_INTERIM_ANSWERS = 8;

  /**
   * What is asked for.
   *
   * @param host the field Host: a name, with the port where it is not the scheme's own
   * @param path path and query
   * @param accept the media type that would be best
   */
  record Request(String host, String path, String accept) {}

  /** What is said over one connection. */
  @FunctionalInterface
  private interface Conversation<A> {
    A hold(DefaultBHttpClientConnection connection) throws IOException, HttpException;
  }

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
    return converse(
        raw,
        secured,
        longest,
        connection -> {
          connection.sendRequestHeader(head("GET", request));
          connection.flush();
          ClassicHttpResponse response = connection.receiveResponseHeader();
          if (response.getCode() != HTTP_OK) {
            return new HttpAnswer.Status(response.getCode());
          }
          connection.receiveResponseEntity(response);
          return read(response);
        },
        trouble -> trouble);
  }

  /**
   * Sends a body and reads the head of the answer. So that the other side can finish, its body is
   * read too, up to the limit, and thrown away; whatever becomes of that changes nothing.
   *
   * @param raw the TCP socket, which is closed when the answer takes too long
   * @param secured the socket to speak over: {@code raw}, or TLS above it
   * @param longest from the request to the end
   */
  HttpAnswer.Bodiless post(
      Socket raw,
      Socket secured,
      Request request,
      byte[] body,
      String mediaType,
      Duration longest) {
    return converse(
        raw,
        secured,
        longest,
        connection -> {
          ClassicHttpRequest head = head("POST", request);
          head.addHeader("Content-Type", mediaType);
          head.addHeader("Content-Length", body.length);
          head.setEntity(new ByteArrayEntity(body, ContentType.parse(mediaType)));
          connection.sendRequestHeader(head);
          connection.sendRequestEntity(head);
          connection.flush();
          ClassicHttpResponse response = connection.receiveResponseHeader();
          for (int i = 0; i < MAX_INTERIM_ANSWERS && response.getCode() < HTTP_OK; i++) {
            response = connection.receiveResponseHeader();
          }
          discard(connection, response);
          return new HttpAnswer.Status(response.getCode());
        },
        trouble -> trouble);
  }

  private <A> A converse(
      Socket raw,
      Socket secured,
      Duration longest,
      Conversation<A> conversation,
      Function<HttpAnswer.Bodiless, A> trouble) {
    try (Watchdog watchdog = new Watchdog(timer, raw, longest);
        DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(http)) {
      secured.setSoTimeout(Math.max(1, Math.toIntExact(longest.toMillis())));
      try {
        connection.bind(secured);
        return conversation.hold(connection);
      } catch (MessageConstraintException e) {
        return trouble.apply(new HttpAnswer.TooLarge(true));
      } catch (IOException | HttpException | IllegalArgumentException e) {
        // HttpCore throws the last one for a status line with the code 0.
        return trouble.apply(
            watchdog.hasBitten() || e instanceof SocketTimeoutException
                ? new HttpAnswer.TimedOut()
                : new HttpAnswer.Broken());
      }
    } catch (IOException e) {
      return trouble.apply(new HttpAnswer.TimedOut()); // the connection did not even close
    }
  }

  private ClassicHttpRequest head(String method, Request request) {
    ClassicHttpRequest head = new BasicClassicHttpRequest(method, request.path());
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

  private void discard(DefaultBHttpClientConnection connection, ClassicHttpResponse response) {
    if (!MessageSupport.canResponseHaveBody("POST", response)) {
      return;
    }
    try {
      connection.receiveResponseEntity(response);
      HttpEntity entity = response.getEntity();
      if (entity != null) {
        int unused = entity.getContent().readNBytes(maxBodyBytes).length;
      }
    } catch (IOException | HttpException e) {
      // the status was said before
    }
  }
}
