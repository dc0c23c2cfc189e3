package dev.callsign.acme.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.acme.TestTls;
import dev.callsign.lab.Lab;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Something at an HTTPS address that answers what a test says, as an ACME server would or not. It
 * has a directory and nonces; it verifies nothing. What is said of a path last is said for ever.
 */
final class StubCa implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String END_OF_HEAD = "\r\n\r\n";

  /** What is sent: a whole answer, as bytes; nothing at all when empty, and then nothing more. */
  record Reply(String text) {

    static final Reply SILENCE = new Reply("");

    /** The beginning of an answer, whose end never comes. */
    static final Reply UNFINISHED =
        new Reply(
            "HTTP/1.1 201 -\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{");

    /** An answer with fields, {@code Name: value}, and a body. */
    static Reply of(int status, String type, String body, String... fields) {
      String more = Arrays.stream(fields).map(field -> field + "\r\n").reduce("", String::concat);
      return new Reply(
          "HTTP/1.1 %d -\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s%s%s"
              .formatted(status, type, body.length(), more, "FIELDS\r\n", body));
    }

    static Reply json(int status, String body, String... fields) {
      return of(status, "application/json", body, fields);
    }

    static Reply problem(int status, String type, String... fields) {
      return of(
          status,
          "application/problem+json",
          "{\"type\": \"urn:ietf:params:acme:error:%s\", \"detail\": \"because of %s\"}"
              .formatted(type, type),
          fields);
    }

    static Reply html(int status, String... fields) {
      return of(status, "text/html", "<h1>Sorry</h1>", fields);
    }
  }

  private final ServerSocket listener;
  private final AcmeServer server;
  private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile Duration skew = Duration.ZERO;
  private volatile String payload = "";

  private StubCa(Lab lab) throws Exception {
    this.listener =
        TestTls.presenting(lab.authority().issue(lab.authority().leaf("localhost")))
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.server = new AcmeServer(url("/dir"), List.of(lab.authority().anchor()));
    directory("");
    reply("/nonce", Reply.json(200, ""));
    Thread.ofVirtual().start(this::serve);
  }

  static StubCa start(Lab lab) throws Exception {
    return new StubCa(lab);
  }

  AcmeServer server() {
    return server;
  }

  URI url(String path) {
    return URI.create("https://localhost:" + listener.getLocalPort() + path);
  }

  /** Has a directory with these members more, each with a comma before it. */
  void directory(String members) {
    reply(
        "/dir",
        Reply.json(
            200,
            """
            {"newNonce": "%s", "newAccount": "%s", "newOrder": "%s"%s}
            """
                .formatted(url("/nonce"), url("/account"), url("/order"), members)));
  }

  /** Answers for a path, one after the other. */
  void reply(String path, Reply... said) {
    replies.put(path, new ArrayDeque<>(List.of(said)));
  }

  /** Tells another time than it is. */
  void skew(Duration off) {
    skew = off;
  }

  /** The paths that were asked for. */
  List<String> asked() {
    return asked;
  }

  /** The payload of the last signed request. */
  JsonNode payload() throws IOException {
    return JSON.readTree(payload);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> answer(socket));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      String head = head(in);
      String path = head.split(" ", 3)[1];
      byte[] body = in.readNBytes(length(head));
      if (body.length > 0) {
        payload = new String(decode(body), StandardCharsets.UTF_8);
      }
      asked.add(path);
      String text = next(path).text();
      socket
          .getOutputStream()
          .write(text.replace("FIELDS\r\n", fields()).getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      if (text.isEmpty() || text.equals(Reply.UNFINISHED.text())) {
        boolean _ = in.read() < 0; // until he leaves
      }
    } catch (IOException e) {
      // he left
    }
  }

  private static byte[] decode(byte[] body) throws IOException {
    return Base64.getUrlDecoder().decode(JSON.readTree(body).path("payload").asText());
  }

  private String fields() {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Instant.now().plus(skew).atOffset(ZoneOffset.UTC));
    return "Replay-Nonce: bm9uY2U\r\nConnection: close\r\nDate: " + date + END_OF_HEAD;
  }

  private Reply next(String path) {
    Deque<Reply> said = replies.get(path);
    if (said == null) {
      return Reply.problem(404, "malformed");
    }
    synchronized (said) {
      return said.size() > 1 ? said.removeFirst() : said.getFirst();
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf(END_OF_HEAD) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static int length(String head) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElse(0);
  }
}
