package dev.callsign.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a directory and hands on requests and answers. It can lose the answer to an upload:
 * the directory has done what it was asked for, and the device does not know.
 */
final class LossyWire implements AutoCloseable {
  private static final String[] HEADERS = {"Accept", "Content-Type", "Idempotency-Key"};

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger toLose = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final HttpServer server;
  private volatile URI directory = URI.create("http://localhost:1");

  LossyWire() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handOn);
    server.start();
  }

  /** What the directory behind it calls itself. */
  String base() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  void leadTo(URI behind) {
    directory = behind;
  }

  /** Loses the answers to the next {@code count} uploads. */
  void loseAnswersToUploads(int count) {
    lost.set(0);
    toLose.set(count);
  }

  /** How many answers were lost since then. */
  int lost() {
    return lost.get();
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }

  private void handOn(HttpExchange exchange) throws IOException {
    try (exchange) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(directory + exchange.getRequestURI().toString()))
              .method(
                  exchange.getRequestMethod(),
                  BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
      for (String name : HEADERS) {
        String value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
          request.header(name, value);
        }
      }
      HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
      if (exchange.getRequestMethod().equals("PUT")
          && answer.statusCode() == 200
          && toLose.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
        lost.incrementAndGet();
        return; // the connection is closed without a word
      }
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
