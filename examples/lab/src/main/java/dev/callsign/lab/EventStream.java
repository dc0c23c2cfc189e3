package dev.callsign.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One connection for server-sent events, read as a browser does (HTML §9.2.6), and everything that
 * it was told.
 *
 * <p>Unlike a browser it does NOT connect again by itself. Safe for concurrent use.
 */
public final class EventStream implements AutoCloseable {

  /** Longer than anything in a test takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String LAST_EVENT_ID = "Last-Event-ID";

  /**
   * One event.
   *
   * @param id where a reader resumes
   * @param type the name of the event
   * @param data its lines, with line feeds between them
   */
  public record Message(String id, String type, String data) {}

  private final HttpClient http;
  private final HttpHeaders headers;
  private final InputStream body;
  private final List<Message> messages = new ArrayList<>();
  private int comments;
  private boolean ended;

  private EventStream(HttpClient http, HttpResponse<InputStream> answer) {
    this.http = http;
    this.headers = answer.headers();
    this.body = answer.body();
    Thread.ofVirtual().name("event stream").start(this::read);
  }

  /** Connects, and reads from now on. */
  public static EventStream open(URI uri) {
    return connect(HttpRequest.newBuilder(uri));
  }

  /** Connects again after this event. */
  public static EventStream resume(URI uri, String lastEventId) {
    return connect(HttpRequest.newBuilder(uri).header(LAST_EVENT_ID, lastEventId));
  }

  private static EventStream connect(HttpRequest.Builder request) {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    try {
      HttpResponse<InputStream> answer =
          http.send(
              request.header("Accept", "text/event-stream").build(), BodyHandlers.ofInputStream());
      if (answer.statusCode() != 200) {
        http.shutdownNow();
        throw new IllegalStateException("not a stream of events: " + answer.statusCode());
      }
      return new EventStream(http, answer);
    } catch (IOException e) {
      http.shutdownNow();
      throw new IllegalStateException("no stream of events", e);
    } catch (InterruptedException e) {
      http.shutdownNow();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while connecting", e);
    }
  }

  /** The header fields of the answer. */
  public HttpHeaders headers() {
    return headers;
  }

  /** What has come so far, oldest first. */
  public synchronized List<Message> messages() {
    return List.copyOf(messages);
  }

  /**
   * Waits until {@code count} events have come since the connection stands.
   *
   * @return all that have come, oldest first
   * @throws IllegalStateException when it was not within a minute
   */
  public List<Message> awaitMessages(int count) {
    return awaitMessages(count, PATIENCE);
  }

  /** As {@link #awaitMessages(int)}, within {@code longest}. */
  public synchronized List<Message> awaitMessages(int count, Duration longest) {
    await(count + " events", () -> messages.size() >= count, longest);
    return List.copyOf(messages);
  }

  /** Waits for a comment, which says only that the other side lives. */
  public synchronized void awaitComment() {
    await("a comment", () -> comments > 0, PATIENCE);
  }

  /** Waits until the other side ends the connection. */
  public synchronized void awaitEnd() {
    await("the end", () -> ended, PATIENCE);
  }

  private void await(String what, BooleanSupplier condition, Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    try {
      while (!condition.getAsBoolean()) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new IllegalStateException("waited for " + what + ", and there is " + messages);
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for events", e);
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      String id = "";
      String type = "message";
      List<String> data = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        if (colon == 0) {
          note();
        } else if (!line.isEmpty()) {
          switch (field) {
            case "id" -> id = value;
            case "event" -> type = value;
            case "data" -> data.add(value);
            default -> {} // as HTML asks
          }
        } else {
          if (!data.isEmpty()) {
            note(new Message(id, type, String.join("\n", data)));
          }
          type = "message";
          data.clear();
        }
      }
    } catch (IOException e) {
      // the connection broke, or was closed here
    } finally {
      noteEnd();
    }
  }

  private synchronized void note() {
    comments++;
    notifyAll();
  }

  private synchronized void note(Message message) {
    messages.add(message);
    notifyAll();
  }

  private synchronized void noteEnd() {
    ended = true;
    notifyAll();
  }

  /** Breaks the connection. */
  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
