package dev.callsign.acme.order;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * HTTPS with one ACME server: bounded in time and bytes, no redirects, no cookies, no content
 * encodings.
 */
final class BoundedHttp implements AutoCloseable {

  /**
   * From looking the name up to the last byte of an answer. Let's Encrypt answers within a second,
   * and {@code finalize} of slower authorities within ten.
   */
  static final Duration NETWORK_TIMEOUT = Duration.ofSeconds(30);

  /** Bytes of the largest answer: chains have some 10,000, lists of orders perhaps 100,000. */
  static final int MAX_ANSWER_BYTES = 512 * 1024;

  /** Says who asks. */
  static final String USER_AGENT = userAgent();

  private static final BodyHandler<InputStream> BODY =
      BodyHandlers.limiting(
          head -> BodySubscribers.mapping(BodySubscribers.ofByteArray(), ByteArrayInputStream::new),
          MAX_ANSWER_BYTES);

  private final HttpClient client;
  private final Duration timeout;

  BoundedHttp(SSLContext trust, Duration timeout) {
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .sslContext(trust)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  HttpClient client() {
    return client;
  }

  /**
   * Asks once.
   *
   * @return the whole answer, whatever its status; its body is in memory
   * @throws IOException no whole answer came in time, or one that is too long
   */
  HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<InputStream>> answer = client.sendAsync(request, BODY);
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no whole answer within " + timeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("nobody waits for the answer any more", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException trouble ? trouble : new IOException(e.getCause());
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private static String userAgent() {
    String version = BoundedHttp.class.getPackage().getImplementationVersion();
    return "callsign-acme/" + (version == null ? "unpackaged" : version);
  }
}
