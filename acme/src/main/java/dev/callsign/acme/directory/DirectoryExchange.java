package dev.callsign.acme.directory;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Exchanges one request for one answer with a directory. Believes nothing it hears; follows no
 * redirect; bounded in time and bytes. Safe for concurrent use.
 */
public final class DirectoryExchange {

  /** A directory that takes longer to accept a connection is down for a person who waits. */
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** For the whole exchange, up to the last byte of the body. */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  private final DirectoryAddress directory;
  private final Duration requestTimeout;

  /** Exchanges with {@code directory}. */
  public DirectoryExchange(DirectoryAddress directory) {
    this(directory, REQUEST_TIMEOUT);
  }

  DirectoryExchange(DirectoryAddress directory, Duration requestTimeout) {
    this.directory = directory;
    this.requestTimeout = requestTimeout;
  }

  /**
   * Sends {@code request} once.
   *
   * @param maxBytes of the body; one byte more of it is returned when it is longer
   * @return the answer, whatever its status
   * @throws CommandFailure {@code TRY_LATER}, only: no complete answer came. Whether the request
   *     arrived is not known then
   */
  public Answer send(HttpRequest request, int maxBytes) throws CommandFailure {
    // A timeout of HttpRequest ends with the headers; a body that drips needs one of ours.
    try (ExecutorService exchange = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> answer = exchange.submit(() -> exchange(request, maxBytes));
      try {
        return answer.get(requestTimeout.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw unreachable("no complete answer within " + requestTimeout.toSeconds() + " s");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw unreachable("interrupted");
      } catch (ExecutionException e) {
        throw failure(e);
      } finally {
        answer.cancel(true);
      }
    }
  }

  private static Answer exchange(HttpRequest request, int maxBytes)
      throws IOException, InterruptedException {
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build()) {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      try (InputStream stream = response.body()) {
        byte[] body = stream.readNBytes(maxBytes + 1);
        return new Answer(response.statusCode(), response.headers(), body);
      } finally {
        client.shutdownNow(); // the rest of a longer body is not waited for
      }
    }
  }

  private CommandFailure failure(ExecutionException failed) {
    return switch (failed.getCause()) {
      case HttpConnectTimeoutException e -> unreachable("no connection within 10 s");
      case ConnectException e -> unreachable("no connection");
      case IOException e -> unreachable(String.valueOf(e.getMessage()));
      case null, default -> throw new IllegalStateException(failed);
    };
  }

  private CommandFailure unreachable(String why) {
    return new CommandFailure(
        ExitCode.TRY_LATER, "cannot reach the directory " + directory + ": " + why);
  }
}
