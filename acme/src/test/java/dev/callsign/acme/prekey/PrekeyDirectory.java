package dev.callsign.acme.prekey;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.callsign.json.Base64Url;
import dev.callsign.json.StrictJson;
import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.Prekey;
import dev.callsign.prekey.PrekeyDigest;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.prekey.SignedPrekey;
import dev.callsign.prekey.UploadVerdict;
import dev.callsign.prekey.UploadVerifier;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.request.DeviceAddress;
import dev.callsign.request.RequestVerdict;
import dev.callsign.request.RequestVerifier;
import dev.callsign.request.SignedRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory on loopback that knows one device and does with its prekeys what docs/protocol.md §4
 * says, verifying every request with core; or what a test says, instead.
 */
public final class PrekeyDirectory implements AutoCloseable {
  private final HttpServer server;
  private final Clock clock;
  private final RequestVerifier requests;
  private final List<String> lines = new ArrayList<>();
  private final List<String> idempotencyKeys = new ArrayList<>();
  private final List<String> documents = new ArrayList<>();
  private final Set<String> jtis = new HashSet<>();
  private final Map<String, byte[]> idsEverUsed = new HashMap<>();
  private final Deque<Reply> replies = new ArrayDeque<>();
  private final Deque<OneTimePrekey> oneTime = new ArrayDeque<>();
  private final Deque<PqPrekey> pqOneTime = new ArrayDeque<>();
  private Runnable beforeUpload = () -> {};
  private int answersToLose;
  private @Nullable SignedPrekey signed;
  private @Nullable PqPrekey lastResort;
  private Instant signedAt = Instant.EPOCH;
  private Instant lastResortAt = Instant.EPOCH;
  private Instant oneTimeAt = Instant.EPOCH;
  private boolean lastResortUsed;
  private boolean givesAdvice = true;

  /** What it answers instead of its own answer. */
  private record Reply(int status, Map<String, String> headers, String body) {}

  /** A directory that knows one device. */
  public PrekeyDirectory(Clock clock, DeviceAddress device, IdentityKey identityKey)
      throws IOException {
    this.clock = clock;
    this.requests =
        new RequestVerifier(
            NamePolicy.PUBLIC,
            asked -> asked.equals(device) ? Optional.of(identityKey) : Optional.empty());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Its base URL. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The last parts of method and path of every request so far, such as {@code PUT prekeys}. */
  public synchronized List<String> requests() {
    return List.copyOf(lines);
  }

  synchronized void forgetsRequests() {
    lines.clear();
  }

  synchronized List<String> idempotencyKeys() {
    return List.copyOf(idempotencyKeys);
  }

  synchronized List<String> jtis() {
    return List.copyOf(jtis);
  }

  /** The payloads of the uploads so far, accepted or not. */
  synchronized List<String> uploads() {
    return List.copyOf(documents);
  }

  synchronized Optional<SignedPrekey> signed() {
    return Optional.ofNullable(signed);
  }

  synchronized Optional<PqPrekey> lastResort() {
    return Optional.ofNullable(lastResort);
  }

  public synchronized List<OneTimePrekey> oneTime() {
    return List.copyOf(oneTime);
  }

  synchronized List<PqPrekey> pqOneTime() {
    return List.copyOf(pqOneTime);
  }

  /** Peers take this many one-time prekeys of each kind. */
  public synchronized void gives(int count) {
    for (int i = 0; i < count; i++) {
      oneTime.poll();
      pqOneTime.poll();
    }
  }

  synchronized void givesTheLastResort() {
    lastResortUsed = true;
  }

  synchronized void givesNoAdvice() {
    givesAdvice = false;
  }

  /** Does what it is asked, but the connection breaks before the answer. */
  synchronized void losesTheNextAnswer() {
    answersToLose++;
  }

  /** Answers the next request so, and does nothing. */
  public synchronized void answersNext(int status, Map<String, String> headers, String body) {
    replies.add(new Reply(status, headers, body));
  }

  /** Answers the next request with a problem document, and does nothing. */
  public synchronized void refusesNext(int status, String slug, String detail, String errors) {
    answersNext(
        status,
        Map.of("Content-Type", "application/problem+json"),
        "{\"type\":\"https://callsign.dev/problems#%s\",\"title\":\"%s\",\"detail\":\"%s\",\"errors\":%s}"
            .formatted(slug, slug, detail, errors));
  }

  synchronized void beforeEachUpload(Runnable look) {
    beforeUpload = look;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String name =
          path.endsWith("prekeys/check")
              ? "prekeys/check"
              : path.substring(path.lastIndexOf('/') + 1);
      lines.add(exchange.getRequestMethod() + " " + name);
      Optional.ofNullable(exchange.getRequestHeaders().getFirst("Idempotency-Key"))
          .ifPresent(idempotencyKeys::add);
      byte[] body = exchange.getRequestBody().readAllBytes();
      Reply scripted = replies.poll();
      Reply reply = scripted == null ? own(exchange, path, name, body) : scripted;
      if (answersToLose > 0) {
        answersToLose--;
        return;
      }
      byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
      reply.headers().forEach(exchange.getResponseHeaders()::add);
      exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (MalformedException e) {
      throw new IOException(e);
    }
  }

  private Reply own(HttpExchange exchange, String path, String name, byte[] body)
      throws MalformedException {
    if (name.equals("bundle")) {
      return good("{\"unsigned\":" + (body.length == 0) + "}");
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    URI uri = URI.create(url() + path);
    return switch (requests.verify(body, exchange.getRequestMethod(), uri, clock.instant())) {
      case RequestVerdict.Verified verified when !"application/jose+json".equals(type) ->
          problem(415, "unsupported-media-type", type);
      case RequestVerdict.Verified verified -> own(verified.request(), name);
      case RequestVerdict.Refused refused ->
          problem(401, "bad-request-signature", refused.detail());
      case RequestVerdict.UnknownDevice unknown ->
          problem(404, "unknown-device", unknown.device().toString());
      case RequestVerdict.Unreadable unreadable ->
          problem(400, "malformed-request", unreadable.detail());
    };
  }

  private Reply own(SignedRequest request, String name) throws MalformedException {
    if (!jtis.add(request.jti())) {
      return problem(401, "replayed-request", request.jti());
    }
    return switch (name) {
      case "status" -> good(status(request));
      case "claims" -> good("{\"claimed\":" + (request.payload().length == 0) + "}");
      case "prekeys/check" -> check(request);
      case "prekeys" -> store(request);
      default -> problem(404, "not-found", name);
    };
  }

  private Reply check(SignedRequest request) throws MalformedException {
    StrictJson json = StrictJson.parse(request.payload(), Slug.PREKEY_MALFORMED, "check");
    byte[] theirs = Base64Url.decode(json.text("digest"), 32, Slug.PREKEY_MALFORMED, "digest");
    boolean same =
        signed != null
            && Arrays.equals(theirs, PrekeyDigest.of(request.identityKey(), signed, lastResort));
    return same ? good("{\"same\":true}") : problem(409, "prekeys-differ", "they differ");
  }

  private Reply store(SignedRequest request) {
    beforeUpload.run();
    documents.add(new String(request.payload(), StandardCharsets.UTF_8));
    UploadVerdict verdict = UploadVerifier.verify(request.payload(), request.identityKey());
    if (!(verdict instanceof UploadVerdict.Checked checked)) {
      return problem(422, "prekeys-refused", verdict.toString());
    }
    PrekeyUpload upload = checked.upload().upload();
    for (Prekey prekey : upload.prekeys()) {
      byte[] known = idsEverUsed.get(id(prekey));
      if (known != null && !Arrays.equals(known, prekey.encodedKey())) {
        return problem(409, "key-id-reused", id(prekey));
      }
    }
    store(upload);
    return good(status(request));
  }

  private void store(PrekeyUpload upload) {
    if (upload.replace()) {
      oneTime.clear();
      pqOneTime.clear();
    }
    if (upload.signedPrekey() != null && isNew(upload.signedPrekey())) {
      signed = upload.signedPrekey();
      signedAt = clock.instant();
    }
    if (upload.pqLastResort() != null && isNew(upload.pqLastResort())) {
      lastResort = upload.pqLastResort();
      lastResortAt = clock.instant();
      lastResortUsed = false;
    }
    upload.oneTime().stream().filter(this::isNew).forEach(oneTime::add);
    upload.pqOneTime().stream().filter(this::isNew).forEach(pqOneTime::add);
    oneTimeAt = clock.instant();
  }

  private boolean isNew(Prekey prekey) {
    return idsEverUsed.put(id(prekey), prekey.encodedKey()) == null;
  }

  private static String id(Prekey prekey) {
    return prekey.space().text() + " " + prekey.keyId();
  }

  private String status(SignedRequest request) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("device", request.device().toString())
        .put("identity_key", Base64.getEncoder().encodeToString(request.identityKey().encode()));
    List<String> advice = new ArrayList<>();
    if (signed == null) {
      advice.add("upload-signed-prekey");
    } else {
      json.putObject("signed_prekey")
          .put("key_id", signed.keyId())
          .put("created_at", signedAt.toString())
          .put("stale", isOlderThan(signedAt, 14));
      advise(advice, isOlderThan(signedAt, 2), "rotate-signed-prekey");
    }
    if (lastResort != null) {
      json.putObject("pq_last_resort_prekey")
          .put("key_id", lastResort.keyId())
          .put("created_at", lastResortAt.toString())
          .put("used", lastResortUsed);
      boolean due = lastResortUsed || isOlderThan(lastResortAt, 2);
      advise(advice, due, "rotate-pq-last-resort-prekey");
      advise(advice, pqOneTime.size() < 20, "refill-pq-one-time-prekeys");
    }
    advise(advice, oneTime.size() < 20, "refill-one-time-prekeys");
    advice.add("an-advice-of-the-future");
    stock(json, "one_time_prekeys", oneTime.size());
    stock(json, "pq_one_time_prekeys", pqOneTime.size());
    json.put("claims_last_day", 17).put("a_member_of_the_future", true);
    var array = json.putArray("advice");
    if (givesAdvice) {
      advice.forEach(array::add);
    }
    return json.toString();
  }

  private static void advise(List<String> advice, boolean due, String text) {
    if (due) {
      advice.add(text);
    }
  }

  private void stock(ObjectNode json, String member, int count) {
    ObjectNode stock = json.putObject(member).put("count", count);
    if (count > 0) {
      stock.put("oldest", oneTimeAt.toString()).put("newest", oneTimeAt.toString());
    }
  }

  private boolean isOlderThan(Instant since, int days) {
    return !since.plus(Duration.ofDays(days)).isAfter(clock.instant());
  }

  private static Reply good(String body) {
    return new Reply(200, Map.of("Content-Type", "application/json"), body);
  }

  private static Reply problem(int status, String slug, String detail) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", "https://callsign.dev/problems#" + slug).put("title", slug);
    return new Reply(
        status,
        Map.of("Content-Type", "application/problem+json"),
        json.put("detail", detail).toString());
  }
}
