package dev.callsign.directory.fetch;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * GETs over HTTPS from servers that an operator named: bounded in time and bytes, no redirects, no
 * content encodings, no cookies. Safe for concurrent use.
 */
final class HttpsGet {

  /** Bytes of the largest answer; directories of ACME servers have about a thousand. */
  static final int MAX_ANSWER_BYTES = 64 * 1024;

  private static final int HTTP_OK = 200;

  /** Hundreds of the statuses that say that the server itself has failed. */
  private static final int SERVER_ERROR = 5;

  private final HttpClient client;
  private final String userAgent;

  HttpsGet(SSLContext trust, String userAgent) {
    this.userAgent = userAgent;
    this.client =
        HttpClient.newBuilder()
            .sslContext(trust)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Asks and reads the whole answer.
   *
   * @param uri HTTPS
   * @param longest from looking the name up to the last byte of the answer
   */
  HttpsAnswer get(URI uri, Duration longest) {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("User-Agent", userAgent)
            .header("Accept", "application/json")
            .header("Accept-Encoding", "identity")
            .build();
    CompletableFuture<HttpResponse<Optional<byte[]>>> answer =
        client.sendAsync(
            request, head -> new BoundedBody(head.statusCode() == HTTP_OK ? MAX_ANSWER_BYTES : 0));
    try {
      return meaning(answer.get(longest.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return new HttpsAnswer.Failed("no whole answer in time", true);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return new HttpsAnswer.Failed("nobody waits for the answer any more", true);
    } catch (ExecutionException e) {
      return trouble(e.getCause());
    }
  }

  private static HttpsAnswer meaning(HttpResponse<Optional<byte[]>> response) {
    int status = response.statusCode();
    if (status != HTTP_OK) {
      return new HttpsAnswer.Failed("status " + status, status / 100 == SERVER_ERROR);
    }
    Optional<String> encoding = response.headers().firstValue("Content-Encoding");
    if (encoding.isPresent() && !encoding.get().equalsIgnoreCase("identity")) {
      return new HttpsAnswer.Failed("an answer in a content encoding", false);
    }
    return response
        .body()
        .<HttpsAnswer>map(
            bytes -> new HttpsAnswer.Body(bytes, response.headers().firstValue("Retry-After")))
        .orElseGet(() -> new HttpsAnswer.Failed("an answer of more than 64 KiB", false));
  }

  /** The JDK throws ConnectException for names that do not exist, too. */
  private static HttpsAnswer trouble(@Nullable Throwable e) {
    return switch (e) {
      case ConnectException refused -> new HttpsAnswer.Failed("it cannot be reached", false);
      case SSLException distrusted ->
          new HttpsAnswer.Failed("no TLS connection that can be trusted", false);
      case null, default -> new HttpsAnswer.Failed("no whole HTTP/1.1 answer", true);
    };
  }
}
