package dev.callsign.directory.fetch;

import dev.callsign.directory.budget.Deadline;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.x509.CertificateChain;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSocket;

/** Asks a host for its statement over TLS, and says what the answer means. */
final class StatementExchange {

  private static final int HTTP_NOT_FOUND = 404;
  private static final int HTTP_GONE = 410;
  private static final String EXPECTED = "200 with a statement of at most 16 KiB";

  private final FetchLimits limits;
  private final HttpExchange exchange;

  StatementExchange(FetchLimits limits, String userAgent, ScheduledExecutorService timer) {
    this.limits = limits;
    this.exchange = new HttpExchange(FetchLimits.MAX_BODY_BYTES, userAgent, timer);
  }

  FetchResult get(
      Callsign callsign,
      Socket raw,
      SSLSocket secured,
      String address,
      CertificateChain presented,
      Finding connected,
      Deadline deadline) {
    HttpAnswer answer =
        exchange.get(raw, secured, request(callsign), deadline.atMost(limits.readTimeout()));
    return switch (meaning(answer)) {
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

  private HttpExchange.Request request(Callsign callsign) {
    String host = limits.port() == 443 ? callsign.aLabel() : callsign + ":" + limits.port();
    return new HttpExchange.Request(host, StatementFetcher.PATH, "application/jose");
  }

  private static Outcome meaning(HttpAnswer answer) {
    return switch (answer) {
      case HttpAnswer.Body body ->
          new Outcome.Body(withoutLineBreak(new String(body.bytes(), StandardCharsets.ISO_8859_1)));
      case HttpAnswer.Status other -> refused(other.status());
      case HttpAnswer.NoBody none ->
          new Outcome.Fault(Slug.STATEMENT_NOT_FOUND, "200 without a body", false);
      case HttpAnswer.Encoded encoded ->
          new Outcome.Fault(Slug.HTTP_STATUS, "a body with a content encoding", false);
      case HttpAnswer.TooLarge large ->
          new Outcome.Fault(
              Slug.HTTP_TOO_LARGE,
              large.isHead() ? "header fields beyond every limit" : "more than 16 KiB",
              false);
      case HttpAnswer.TimedOut late ->
          new Outcome.Fault(Slug.HTTP_TIMEOUT, "no whole answer in time", true);
      case HttpAnswer.Broken broken ->
          new Outcome.Fault(
              Slug.HTTP_STATUS, "not a whole HTTP/1.1 answer within the limits", true);
    };
  }

  private static Outcome refused(int status) {
    if (status == HTTP_NOT_FOUND || status == HTTP_GONE) {
      return new Outcome.Fault(
          Slug.STATEMENT_NOT_FOUND, status + " at " + StatementFetcher.PATH, false);
    }
    return status / 100 == 3
        ? new Outcome.Fault(Slug.HTTP_REDIRECT, status + ": redirects are not followed", false)
        : new Outcome.Fault(Slug.HTTP_STATUS, "status " + status, status / 100 == 5);
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
