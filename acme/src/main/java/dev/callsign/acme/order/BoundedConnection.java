package dev.callsign.acme.order;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.DefaultConnection;
import org.shredzone.acme4j.connector.HttpConnector;

/**
 * acme4j's connection over {@link BoundedHttp}: acme4j's own waits for ever for the end of a body,
 * reads bodies of any length, and counts {@code Retry-After} from the server's clock.
 */
final class BoundedConnection extends DefaultConnection {
  private final BoundedHttp http;
  private final LastAnswer last;
  private final Clock clock;

  BoundedConnection(HttpConnector connector, BoundedHttp http, LastAnswer last, Clock clock) {
    super(connector);
    this.http = http;
    this.last = last;
    this.clock = clock;
  }

  @Override
  protected void sendRequest(Session session, URL url, Consumer<HttpRequest.Builder> body)
      throws IOException {
    HttpRequest.Builder request =
        httpConnector
            .createRequestBuilder(url)
            .header("Accept-Language", session.getLanguageHeader());
    body.accept(request);
    last.forget();
    HttpResponse<InputStream> answer = http.send(request.build());
    last.remember(answer.statusCode(), RetryAfter.of(answer.headers(), clock.instant()));
    lastResponse = answer;
  }

  /** By our own clock; empty for a field that cannot be understood, where acme4j's throws. */
  @Override
  public Optional<Instant> getRetryAfter() {
    return last.retryAfter().map(clock.instant()::plus);
  }
}
