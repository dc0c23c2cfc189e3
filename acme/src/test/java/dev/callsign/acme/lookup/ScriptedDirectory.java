package dev.callsign.acme.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.callsign.report.MalformedException;
import dev.callsign.statement.Device;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.UnverifiedStatement;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** An HTTP server on loopback that answers every request with what the test says. */
final class ScriptedDirectory implements AutoCloseable {
  private final HttpServer server;
  private final List<String> requests = new ArrayList<>();
  private volatile Reply reply = new Reply(404, Map.of(), "");

  /** What it answers. */
  record Reply(int status, Map<String, String> headers, String body) {}

  ScriptedDirectory() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Method, path and Accept of every request so far. */
  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  void answers(int status, Map<String, String> headers, String body) {
    reply = new Reply(status, headers, body);
  }

  void answers(String body) {
    answers(200, Map.of("Content-Type", "application/json"), body);
  }

  void answersProblem(int status, String body) {
    answers(status, Map.of("Content-Type", "application/problem+json"), body);
  }

  /** The record of a statement, as docs/protocol.md §8 has it, to be changed at will. */
  static ObjectNode record(String compact) throws MalformedException {
    KeyStatement statement = UnverifiedStatement.parse(compact).statement();
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("callsign", statement.subject().aLabel()).put("state", "active");
    json.put("statement", compact);
    for (Device device : statement.devices()) {
      json.withArray("devices")
          .addObject()
          .put("device_id", device.id())
          .put("registration_id", device.registrationId())
          .put("identity_key", encode(device.identityKey().encode()));
    }
    return json;
  }

  /** The payload of a statement with another registration id, base64url. */
  static String payloadWithRegistrationId(String compact, int id) throws IOException {
    String payload = compact.substring(compact.indexOf('.') + 1, compact.lastIndexOf('.'));
    JsonNode json = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(payload));
    ((ObjectNode) json.path("devices").path(0)).put("registration_id", id);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    synchronized (this) {
      requests.add(
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI()
              + " "
              + exchange.getRequestHeaders().getFirst("Accept"));
    }
    Reply now = reply;
    byte[] body = now.body().getBytes(StandardCharsets.UTF_8);
    now.headers().forEach(exchange.getResponseHeaders()::add);
    exchange.sendResponseHeaders(now.status(), body.length == 0 ? -1 : body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }
}
