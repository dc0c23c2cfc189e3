package dev.callsign.acme.directory;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.name.Callsign;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A connection over which a directory tells of the events of one callsign (docs/protocol.md §8,
 * Connections). Believes nothing it hears; follows no redirect; bounded in memory: when nobody
 * takes the news, no more is read. It does NOT connect again by itself. For one reading thread.
 */
public final class EventStream implements AutoCloseable {

  /** Of a sender that is faster than we: messages that wait here, of 36 KiB at most. */
  private static final int MAX_WAITING = 16;

  /** Bytes of a refusal that are read; a problem document has about 300. */
  private static final int MAX_REFUSAL_BYTES = 64 * 1024;

  private static final String MEDIA_TYPE = "text/event-stream";

  private final HttpClient client;
  private final InputStream body;
  private final BlockingQueue<StreamNews> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Thread reader;

  private EventStream(HttpClient client, InputStream body) {
    this.client = client;
    this.body = body;
    this.reader = Thread.ofVirtual().name("events").start(this::read);
  }

  /**
   * Connects, within {@link DirectoryExchange#REQUEST_TIMEOUT}.
   *
   * @param after the id of the last event that is known; 0 when there is none
   * @throws CommandFailure {@code TRY_LATER}: no answer came; {@code BAD_INPUT}: it is no stream of
   *     events; otherwise as {@link Refusal#of}
   */
  public static EventStream open(DirectoryAddress directory, Callsign callsign, long after)
      throws CommandFailure {
    HttpRequest request =
        HttpRequest.newBuilder(directory.events(callsign))
            .header("Accept", MEDIA_TYPE)
            .header("Cache-Control", "no-store")
            .header("Last-Event-ID", Long.toString(after))
            .build();
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(DirectoryExchange.CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    try {
      return new EventStream(client, connect(client, directory, request));
    } catch (CommandFailure | RuntimeException e) {
      client.shutdownNow();
      throw e;
    }
  }

  private static InputStream connect(
      HttpClient client, DirectoryAddress directory, HttpRequest request) throws CommandFailure {
    // A timeout of HttpRequest may end the body too, and the body shall stand.
    try (ExecutorService exchange = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<InputStream> stream = exchange.submit(() -> connect(client, request));
      try {
        return stream.get(DirectoryExchange.REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw noStream(directory, "no answer within 30 s");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw noStream(directory, "interrupted");
      } catch (ExecutionException e) {
        throw failure(directory, e);
      } finally {
        stream.cancel(true);
      }
    }
  }

  private static CommandFailure failure(DirectoryAddress directory, ExecutionException failed) {
    return switch (failed.getCause()) {
      case CommandFailure refused -> refused;
      case IOException broken -> noStream(directory, String.valueOf(broken.getMessage()));
      case null, default -> throw new IllegalStateException(failed);
    };
  }

  private static InputStream connect(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException, CommandFailure {
    HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
    if (response.statusCode() != Answer.OK) {
      byte[] body = response.body().readNBytes(MAX_REFUSAL_BYTES);
      throw Refusal.of(new Answer(response.statusCode(), response.headers(), body));
    }
    if (!response.headers().firstValue("Content-Type").orElse("").startsWith(MEDIA_TYPE)) {
      throw new CommandFailure(ExitCode.BAD_INPUT, "the directory answers with no " + MEDIA_TYPE);
    }
    return response.body();
  }

  private static CommandFailure noStream(DirectoryAddress directory, String why) {
    return new CommandFailure(
        ExitCode.TRY_LATER, "cannot follow the directory " + directory + ": " + why);
  }

  /**
   * Waits for news.
   *
   * @param longest after it there is {@link StreamNews.Silence}
   * @throws InterruptedException the thread was told to end
   */
  public StreamNews next(Duration longest) throws InterruptedException {
    StreamNews news = waiting.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
    return news == null ? new StreamNews.Silence() : news;
  }

  private void read() {
    try {
      try (InputStream bytes = new BufferedInputStream(body)) {
        MessageReader messages = new MessageReader(bytes);
        StreamNews news;
        do {
          news = messages.next();
          waiting.put(news);
        } while (!(news instanceof StreamNews.End));
      } catch (IOException e) {
        waiting.put(new StreamNews.End(String.valueOf(e.getMessage())));
      }
    } catch (InterruptedException e) {
      // closed: nobody waits for news
    }
  }

  /** Breaks the connection. */
  @Override
  public void close() {
    reader.interrupt();
    client.shutdownNow();
  }
}
