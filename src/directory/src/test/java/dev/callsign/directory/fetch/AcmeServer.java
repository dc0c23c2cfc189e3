package dev.callsign.directory.fetch;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.callsign.lab.DomainCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The part of an ACME server that needs no account, on loopback: it answers as it is told to. */
public final class AcmeServer implements AutoCloseable {
  private static final char[] PASSWORD = "password".toCharArray();

  /** What is sent for one path. */
  @FunctionalInterface
  public interface Answer {
    /** Sends it. */
    void send(HttpExchange exchange) throws IOException;
  }

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Headers lastHead = new Headers();

  /** A server at localhost that has this certificate. */
  public AcmeServer(DomainCertificate own) {
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls(own)));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** An address of this server. */
  public URI uri(String path) {
    return URI.create("https://localhost:" + server.getAddress().getPort() + path);
  }

  /** Answers so from now on. */
  public void put(String path, Answer answer) {
    answers.put(path, answer);
  }

  /** The paths that were asked for, in their order. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** The head of the last request. */
  Headers lastHead() {
    return lastHead;
  }

  /** 200 with this body and these fields: names and values in turn. */
  public static Answer json(String body, String... fields) {
    return status(200, body, fields);
  }

  /** An answer with a body and these fields: names and values in turn. */
  public static Answer status(int status, String body, String... fields) {
    return exchange -> {
      for (int i = 0; i < fields.length; i += 2) {
        exchange.getResponseHeaders().add(fields[i], fields[i + 1]);
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Closes the connection without an answer. */
  public static Answer nothing() {
    return exchange -> {
      throw new IOException("as it was told to");
    };
  }

  /** Closes the connection in the middle of the body. */
  public static Answer half() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      throw new IOException("as it was told to");
    };
  }

  /** Never answers. */
  public static Answer silence() {
    return exchange -> new Semaphore(0).acquireUninterruptibly();
  }

  /** Begins a body and never ends it. */
  public static Answer endlessWait() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      new Semaphore(0).acquireUninterruptibly();
    };
  }

  /** A body without end. */
  public static Answer endless(int status) {
    return exchange -> {
      exchange.sendResponseHeaders(status, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        byte[] spaces = " ".repeat(8192).getBytes(StandardCharsets.US_ASCII);
        while (true) {
          out.write(spaces);
        }
      }
    };
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    requests.add(path);
    lastHead = exchange.getRequestHeaders();
    answers.getOrDefault(path, status(404, "")).send(exchange);
    exchange.close();
  }

  private static SSLContext tls(DomainCertificate own)
      throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "own",
        own.domainKey().getPrivate(),
        PASSWORD,
        own.chain().certificates().toArray(Certificate[]::new));
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
