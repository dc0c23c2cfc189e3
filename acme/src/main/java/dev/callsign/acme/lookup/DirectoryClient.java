package dev.callsign.acme.lookup;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.bundle.AnswerVerifier;
import dev.callsign.name.Callsign;
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

/** Asks one directory over HTTP. Believes nothing it hears; follows no redirect. */
final class DirectoryClient {

  /** A directory that takes longer to accept a connection is down for a person who waits. */
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** For the whole exchange, up to the last byte of the body. */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  private static final int OK = 200;

  private final DirectoryAddress directory;
  private final Duration requestTimeout;

  DirectoryClient(DirectoryAddress directory) {
    this(directory, REQUEST_TIMEOUT);
  }

  DirectoryClient(DirectoryAddress directory, Duration requestTimeout) {
    this.directory = directory;
    this.requestTimeout = requestTimeout;
  }

  /**
   * Fetches the record of {@code callsign}, unverified.
   *
   * @return the body; one byte more than {@link AnswerVerifier#MAX_BYTES} of it when it is longer
   * @throws CommandFailure {@code TRY_LATER}: the network failed, or the directory answered 429 or
   *     5xx; {@code BAD_CONFIGURATION}: it redirects; {@code BAD_INPUT}: any other answer
   */
  byte[] fetch(Callsign callsign) throws CommandFailure {
    // A timeout of HttpRequest ends with the headers; a body that drips needs one of ours.
    try (ExecutorService exchange = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<byte[]> body = exchange.submit(() -> exchange(callsign));
      try {
        return body.get(requestTimeout.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw unreachable("no complete answer within " + requestTimeout.toSeconds() + " s");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw unreachable("interrupted");
      } catch (ExecutionException e) {
        throw failure(e);
      } finally {
        body.cancel(true);
      }
    }
  }

  private byte[] exchange(Callsign callsign)
      throws CommandFailure, IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(directory.record(callsign))
            .header("Accept", "application/json")
            .build();
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build()) {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      try (InputStream stream = response.body()) {
        byte[] body = stream.readNBytes(AnswerVerifier.MAX_BYTES + 1);
        if (response.statusCode() != OK) {
          throw new Refusal(directory, callsign).of(response, body);
        }
        return body;
      } finally {
        client.shutdownNow(); // the rest of a longer body is not waited for
      }
    }
  }

  private CommandFailure failure(ExecutionException failed) {
    return switch (failed.getCause()) {
      case CommandFailure refusal -> refusal;
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
