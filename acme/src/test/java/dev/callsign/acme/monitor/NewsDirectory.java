package dev.callsign.acme.monitor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.callsign.acme.Shell;
import dev.callsign.event.DirectoryEvent;
import dev.callsign.event.DirectoryKey;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.report.MalformedException;
import dev.callsign.request.RequestVerdict;
import dev.callsign.request.RequestVerifier;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A directory on loopback that shows the history of alice.example and tells of it, as
 * docs/protocol.md has it; or what a test says, instead.
 */
final class NewsDirectory implements AutoCloseable {
  private static final String ALICE = "alice.example";

  private final HttpServer server;
  private final NavigableMap<Long, ObjectNode> entries = new TreeMap<>();
  private final Deque<Reply> replies = new ArrayDeque<>();
  private final Deque<Telling> tellings = new ArrayDeque<>();
  private final List<String> requests = new ArrayList<>();
  private List<DirectoryKey> keys = List.of();
  private @Nullable IdentityKey device;
  private String vetoAnswer = "";

  /** An answer of the test's own. */
  private record Reply(int status, Map<String, String> headers, String body) {}

  /** What happens on a connection for events. */
  @FunctionalInterface
  interface Telling {
    void to(OutputStream stream) throws Exception;
  }

  NewsDirectory() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Adds an entry to the history, or replaces it, and gives it to be changed at will. */
  synchronized ObjectNode has(long id, String type) {
    ObjectNode entry =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", id)
            .put("at", Shell.NOW.plusSeconds(id).toString())
            .put("kind", "state")
            .put("type", type)
            .put("state", "active");
    entries.put(id, entry);
    return entry;
  }

  /** Adds an entry about a statement. */
  ObjectNode hasStatement(long id, String type, long seq, String sha256) {
    return has(id, type).put("grade", "renewed").put("seq", seq).put("statement_sha256", sha256);
  }

  /** The history does not show an entry any more. */
  synchronized void hides(long id) {
    entries.remove(id);
  }

  /** Hears vetoes of this device, and answers them so; before, nothing is held. */
  synchronized void hears(IdentityKey itsDevice, String answer) {
    device = itsDevice;
    vetoAnswer = answer;
  }

  synchronized void publishes(List<DirectoryKey> itsKeys) {
    keys = itsKeys;
  }

  /** Answers the next request for the history so. */
  synchronized void answersNext(int status, Map<String, String> headers, String body) {
    replies.add(new Reply(status, headers, body));
  }

  /** The next connection for events, instead of none. */
  synchronized void onConnection(Telling telling) {
    tellings.add(telling);
  }

  /** Method, address and Last-Event-ID of every request so far. */
  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /** An entry as an event. */
  synchronized DirectoryEvent event(long id) throws MalformedException {
    ObjectNode event =
        Optional.ofNullable(entries.get(id)).orElseThrow().deepCopy().put("callsign", ALICE);
    return DirectoryEvent.parse(
        event.toString().getBytes(StandardCharsets.UTF_8), NamePolicy.PUBLIC);
  }

  /** An entry as a connection tells it. */
  String message(long id) throws MalformedException {
    return message(id, new String(event(id).encode(), StandardCharsets.UTF_8));
  }

  static String message(long id, String data) {
    return "id: " + id + "\nevent: x\ndata: " + data + "\n\n";
  }

  static Callsign alice() throws MalformedException {
    return Callsign.parse(ALICE, NamePolicy.PUBLIC);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    String path = exchange.getRequestURI().toString();
    Telling telling = null;
    Reply reply;
    synchronized (this) {
      requests.add(exchange.getRequestMethod() + " " + path + (last == null ? "" : " " + last));
      if (path.endsWith("/events")) {
        telling = tellings.poll();
        reply = problem(404, "unknown-callsign");
      } else if (path.endsWith("/.well-known/callsign/directory")) {
        reply = new Reply(200, Map.of(), itself());
      } else if (path.contains("/v1/callsigns/alice.example/history?")) {
        reply = replies.isEmpty() ? history(exchange) : replies.remove();
      } else if (path.endsWith("/veto")) {
        reply = veto(exchange);
      } else {
        reply = problem(404, "not-found");
      }
    }
    try (exchange) {
      if (telling == null) {
        send(exchange, reply);
      } else {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        telling.to(exchange.getResponseBody());
      }
    } catch (Exception e) {
      // the monitor broke the connection
    }
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    reply.headers().forEach(exchange.getResponseHeaders()::add);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private Reply veto(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    IdentityKey key = device;
    if (key == null) {
      return problem(409, "nothing-held");
    }
    RequestVerdict verdict =
        new RequestVerifier(NamePolicy.PUBLIC, _ -> Optional.of(key))
            .verify(body, "POST", URI.create(url() + exchange.getRequestURI()), Shell.NOW);
    return verdict instanceof RequestVerdict.Verified verified
            && verified.request().payload().length == 0
        ? new Reply(200, Map.of(), vetoAnswer)
        : problem(401, "bad-request-signature");
  }

  private String itself() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("version", 1);
    ArrayNode array = json.putArray("keys");
    keys.forEach(key -> key.jwk().forEach(array.addObject()::put));
    return json.toString();
  }

  private Reply history(HttpExchange exchange) {
    if (entries.isEmpty()) {
      return problem(404, "unknown-callsign");
    }
    int limit = Integer.parseInt(query(exchange, "limit", "100"));
    long before = Long.parseLong(query(exchange, "before", String.valueOf(Long.MAX_VALUE)));
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("callsign", ALICE);
    ArrayNode page = json.putArray("entries");
    NavigableMap<Long, ObjectNode> older = entries.headMap(before, false).descendingMap();
    older.values().stream().limit(limit).forEach(page::add);
    if (older.size() > limit) {
      json.put("next", "http://elsewhere.example/");
    }
    return new Reply(200, Map.of("Content-Type", "application/json"), json.toString());
  }

  private static String query(HttpExchange exchange, String name, String otherwise) {
    Matcher value =
        Pattern.compile("(?:^|&)" + name + "=([0-9]+)")
            .matcher(exchange.getRequestURI().getRawQuery());
    return value.find() ? value.group(1) : otherwise;
  }

  static Reply problem(int status, String slug) {
    return new Reply(
        status,
        Map.of("Content-Type", "application/problem+json"),
        "{\"type\":\"https://callsign.dev/problems#%s\",\"title\":\"%s\"}".formatted(slug, slug));
  }
}
