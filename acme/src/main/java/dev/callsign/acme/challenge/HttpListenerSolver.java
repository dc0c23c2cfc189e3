package dev.callsign.acme.challenge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.callsign.acme.order.Answer;
import dev.callsign.acme.order.OpenChallenge;
import dev.callsign.acme.order.Presentation;
import dev.callsign.acme.order.Solver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers http-01 with a listener of its own, which is there only while a challenge is open and
 * answers the path of its token with the key authorization, everything else with 404 (RFC 8555
 * §8.3).
 */
public final class HttpListenerSolver implements Solver {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NO_BODY = -1;

  /** Connections that wait to be accepted; an authority opens a handful. */
  private static final int BACKLOG = 16;

  private final InetSocketAddress bind;
  private final Optional<HttpProbe> probe;

  /**
   * A solver with a listener.
   *
   * @param bind where to listen; port {@value HttpProbe#PORT} unless something forwards it
   * @param probe looks at the answer before the authority does; empty where this machine cannot
   *     reach its own public addresses, as behind some routers
   */
  public HttpListenerSolver(InetSocketAddress bind, Optional<HttpProbe> probe) {
    this.bind = bind;
    this.probe = probe;
  }

  @Override
  public String type() {
    return "http-01";
  }

  @Override
  public Presentation present(OpenChallenge challenge) {
    HttpServer server;
    try {
      server = HttpServer.create(bind, BACKLOG);
    } catch (IOException e) {
      return SelfCheck.local("cannot listen for http-01 at " + bind + ": " + e.getMessage());
    }
    // A thread for each exchange, so that somebody slow holds nobody up.
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(executor);
    server.createContext("/", exchange -> answer(exchange, challenge));
    server.start();
    Answer answer =
        () -> {
          server.stop(0);
          executor.shutdownNow();
        };
    return SelfCheck.judge(answer, probe.flatMap(look -> look.complaint(challenge)));
  }

  private static void answer(HttpExchange exchange, OpenChallenge challenge) throws IOException {
    try (exchange) {
      boolean head = exchange.getRequestMethod().equals("HEAD");
      boolean asked = exchange.getRequestURI().getRawPath().equals(challenge.path());
      if (!asked || !(head || exchange.getRequestMethod().equals("GET"))) {
        exchange.sendResponseHeaders(NOT_FOUND, NO_BODY);
        return;
      }
      byte[] body = challenge.keyAuthorization().getBytes(StandardCharsets.US_ASCII);
      exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
      exchange.sendResponseHeaders(OK, head ? NO_BODY : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }
}
