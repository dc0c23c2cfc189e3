package dev.callsign.directory.fetch;

import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.x509.CertificateChain;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** One GET over a TLS connection that stands: HTTP/1.1 by HttpCore, limits and meaning by us. */
final class StatementExchange {

  private static final int HTTP_OK = 200;
  private static final int HTTP_NOT_FOUND = 404;
  private static final int HTTP_GONE = 410;
  private static final String EXPECTED = "200 with a statement of at most 16 KiB";

  private final FetchLimits limits;
  private final String userAgent;
  private final ScheduledExecutorService timer;
  private final Http1Config http =
      Http1Config.custom()
          .setMaxLineLength(FetchLimits.MAX_HEADER_LINE_BYTES)
          .setMaxHeaderCount(FetchLimits.MAX_HEADER_LINES)
          .setMaxEmptyLineCount(1)
          .build();

  StatementExchange(FetchLimits limits, String userAgent, ScheduledExecutorService timer) {
    this.limits = limits;
    this.userAgent = userAgent;
    this.timer = timer;
  }

  FetchResult get(
      Callsign callsign,
      Socket raw,
      SSLSocket secured,
      String address,
      CertificateChain presented,
      Finding connected) {
    Outcome outcome;
    try (Watchdog watchdog = new Watchdog(timer, raw, limits.readTimeout());
        DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(http)) {
      outcome = ask(callsign, secured, connection, watchdog);
    } catch (IOException e) {
      outcome = new Outcome.Fault(Slug.HTTP_TIMEOUT, "the connection did not close", true);
    }
    return switch (outcome) {
      case Outcome.Body body ->
          new FetchResult.Fetched(
              address,
              presented,
              body.text(),
              List.of(
                  connected, Finding.pass(Step.FETCH, EXPECTED, body.text().length() + " bytes")));
      case Outcome.Fault fault ->
          new FetchResult.Failed(
              address,
              presented,
              fault.isTransport(),
              List.of(connected, Finding.fail(fault.slug(), EXPECTED, fault.seen())));
    };
  }

  private Outcome ask(
      Callsign callsign,
      SSLSocket socket,
      DefaultBHttpClientConnection connection,
      Watchdog watchdog) {
    try {
      socket.setSoTimeout(Math.toIntExact(limits.readTimeout().toMillis()));
      connection.bind(socket);
      connection.sendRequestHeader(request(callsign));
      connection.flush();
      ClassicHttpResponse response = connection.receiveResponseHeader();
      if (response.getCode() != HTTP_OK) {
        return refused(response);
      }
      connection.receiveResponseEntity(response);
      return read(response);
    } catch (MessageConstraintException e) {
      return new Outcome.Fault(Slug.HTTP_TOO_LARGE, "header fields beyond every limit", false);
    } catch (IOException | HttpException e) {
      return watchdog.hasBitten() || e instanceof SocketTimeoutException
          ? new Outcome.Fault(Slug.HTTP_TIMEOUT, "no whole answer in time", true)
          : new Outcome.Fault(
              Slug.HTTP_STATUS, "not a whole HTTP/1.1 answer within the limits", true);
    }
  }

  private ClassicHttpRequest request(Callsign callsign) {
    ClassicHttpRequest request = new BasicClassicHttpRequest("GET", StatementFetcher.PATH);
    String host = limits.port() == 443 ? callsign.aLabel() : callsign + ":" + limits.port();
    request.addHeader("Host", host);
    request.addHeader("User-Agent", userAgent);
    request.addHeader("Accept", "application/jose");
    request.addHeader("Accept-Encoding", "identity");
    request.addHeader("Connection", "close");
    return request;
  }

  private static Outcome refused(ClassicHttpResponse response) {
    int status = response.getCode();
    if (status == HTTP_NOT_FOUND || status == HTTP_GONE) {
      return new Outcome.Fault(
          Slug.STATEMENT_NOT_FOUND, status + " at " + StatementFetcher.PATH, false);
    }
    return status / 100 == 3
        ? new Outcome.Fault(Slug.HTTP_REDIRECT, status + ": redirects are not followed", false)
        : new Outcome.Fault(Slug.HTTP_STATUS, "status " + status, status / 100 == 5);
  }

  private static Outcome read(ClassicHttpResponse response) throws IOException {
    Header encoding = response.getFirstHeader("Content-Encoding");
    if (encoding != null && !encoding.getValue().toLowerCase(Locale.ROOT).equals("identity")) {
      return new Outcome.Fault(Slug.HTTP_STATUS, "a body with a content encoding", false);
    }
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return new Outcome.Fault(Slug.STATEMENT_NOT_FOUND, "200 without a body", false);
    }
    if (entity.getContentLength() > FetchLimits.MAX_BODY_BYTES) {
      return tooLarge();
    }
    InputStream content = entity.getContent();
    byte[] body = content.readNBytes(FetchLimits.MAX_BODY_BYTES + 1);
    if (body.length > FetchLimits.MAX_BODY_BYTES) {
      return tooLarge(); // without draining it: the connection is closed
    }
    return new Outcome.Body(withoutLineBreak(new String(body, StandardCharsets.ISO_8859_1)));
  }

  private static Outcome tooLarge() {
    return new Outcome.Fault(Slug.HTTP_TOO_LARGE, "more than 16 KiB", false);
  }

  private static String withoutLineBreak(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private sealed interface Outcome {
    record Body(String text) implements Outcome {}

    record Fault(Slug slug, String seen, boolean isTransport) implements Outcome {}
  }
}
