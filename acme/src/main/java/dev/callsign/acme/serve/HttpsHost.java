package dev.callsign.acme.serve;

import dev.callsign.acme.certificate.Deployment;
import dev.callsign.acme.certificate.ErrandOutcome;
import dev.callsign.acme.certificate.Generation;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/**
 * An HTTPS host of its own: presents the live certificate, whatever name a client asks for, and
 * answers {@value #PATH} with the live statement, everything else with 404.
 *
 * <p>TLS 1.2 and 1.3, HTTP/1.1, GET and HEAD, one request for each connection. Another generation
 * is served from the next connection on; those that are open go on with what they began with. At
 * most {@value #MAX_CONNECTIONS} connections are open, those beyond wait to be accepted; each ends
 * {@link #DEADLINE} after it began, however slowly bytes come; a request has at most {@value
 * RequestHead#MAX_BYTES} bytes before its body, and a body is not read.
 *
 * <p>Until the first {@link #deploy} it accepts connections and closes them; what was deployed by
 * an earlier process has to be deployed again at the start of this one.
 */
public final class HttpsHost implements Deployment, AutoCloseable {

  /** Where verifiers look. */
  public static final String PATH = "/.well-known/callsign/statement.jws";

  /** Directories and clients come now and then; each connection holds some 100 KiB. */
  static final int MAX_CONNECTIONS = 256;

  /** From the first byte of the handshake to the last one of the answer. */
  static final Duration DEADLINE = Duration.ofSeconds(20);

  /** Connections that wait to be accepted. */
  private static final int BACKLOG = 128;

  /** After a fault of the listener, such as too many open files, which would come again at once. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final ServerSocket listener;
  private final Duration deadline;
  private final Semaphore places = new Semaphore(MAX_CONNECTIONS);
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("callsign-acme-deadlines").factory());

  private volatile Optional<Content> content = Optional.empty();

  private HttpsHost(ServerSocket listener, Duration deadline) {
    this.listener = listener;
    this.deadline = deadline;
  }

  /**
   * Listens.
   *
   * @param bind port 443, unless something forwards it; port 0 is any
   * @throws CommandFailure {@code BAD_CONFIGURATION}: it is not possible to listen there
   */
  public static HttpsHost start(InetSocketAddress bind) throws CommandFailure {
    return start(bind, DEADLINE);
  }

  static HttpsHost start(InetSocketAddress bind, Duration deadline) throws CommandFailure {
    try {
      ServerSocket listener = new ServerSocket();
      try {
        listener.setReuseAddress(true);
        listener.bind(bind, BACKLOG);
      } catch (IOException e) {
        listener.close();
        throw e;
      }
      HttpsHost host = new HttpsHost(listener, deadline);
      Thread.ofPlatform().daemon().name("callsign-acme-https").start(host::accept);
      return host;
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION, "cannot listen for HTTPS at " + bind + ": " + e.getMessage());
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  /** Serves this generation from the next connection on. */
  @Override
  public ErrandOutcome deploy(Generation live) {
    try {
      content = Optional.of(Content.of(live));
      return ErrandOutcome.DONE;
    } catch (CommandFailure e) {
      return ErrandOutcome.failed(e.message());
    }
  }

  /** Listens no more; connections that are open end by themselves or with the process. */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      // it is closed all the same
    }
    deadlines.shutdown();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        places.acquire();
        serve(listener.accept());
      } catch (IOException e) {
        places.release();
        rest();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void rest() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Socket socket) {
    ScheduledFuture<?> end = endLater(socket);
    Thread.ofVirtual()
        .start(
            () -> {
              try (socket) {
                Optional<Content> served = content;
                if (served.isPresent()) {
                  serve(socket, served.get());
                }
              } catch (IOException e) {
                // the client left, was too slow, or speaks no TLS that we do
              } finally {
                end.cancel(false);
                places.release();
              }
            });
  }

  private ScheduledFuture<?> endLater(Socket socket) {
    return deadlines.schedule(
        () -> {
          try {
            socket.close();
          } catch (IOException e) {
            // it is closed all the same
          }
        },
        deadline.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static void serve(Socket plain, Content content) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) content.context().getSocketFactory().createSocket(plain, null, true)) {
      socket.setEnabledProtocols(PROTOCOLS);
      socket.startHandshake();
      Optional<RequestHead> request =
          RequestHead.read(new BufferedInputStream(socket.getInputStream()));
      byte[] answer =
          request.map(head -> answer(head, content)).orElseGet(() -> empty("400 Bad Request"));
      OutputStream stream = socket.getOutputStream();
      stream.write(answer);
      stream.flush();
      socket.shutdownOutput();
    }
  }

  private static byte[] answer(RequestHead request, Content content) {
    Optional<String> statement = content.statement().filter(_ -> request.target().equals(PATH));
    if (statement.isEmpty()) {
      return empty("404 Not Found");
    }
    return switch (request.method()) {
      case "GET" -> whole(statement.get(), true);
      case "HEAD" -> whole(statement.get(), false);
      default -> empty("405 Method Not Allowed\r\nAllow: GET, HEAD");
    };
  }

  private static byte[] empty(String status) {
    return ("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] whole(String statement, boolean withBody) {
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/jose\r\nContent-Length: "
            + statement.length()
            + "\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";
    return (withBody ? head + statement : head).getBytes(StandardCharsets.ISO_8859_1);
  }
}
