package dev.callsign.directory.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.directory.events.DeadLetter;
import dev.callsign.directory.events.WatchStore;
import dev.callsign.directory.storage.StorageException;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/**
 * {@code /q/dead-letters} on the management port: what receivers did not take, for the operator,
 * who has it tried once more when they are well again.
 */
@Singleton
class DeadLetterRoute {
  private static final String PATH = "/q/dead-letters";

  /** Dead letters in one answer. */
  private static final int PAGE = 100;

  private static final int ACCEPTED = 202;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final WatchStore watches;
  private final Clock clock;

  DeadLetterRoute(WatchStore watches, Clock clock) {
    this.watches = watches;
    this.clock = clock;
  }

  void register(@Observes ManagementInterface management) {
    Router router = management.router();
    router.get(PATH).blockingHandler(this::list, false);
    router.post(PATH + "/replay").blockingHandler(this::replayAll, false);
    router.post(PATH + "/:id/replay").blockingHandler(this::replay, false);
  }

  private void list(RoutingContext context) {
    answering(
        context,
        () -> {
          List<String> after = context.queryParam("after");
          List<DeadLetter> letters =
              watches.deadLetters(id(after.isEmpty() ? "" : after.get(0)), PAGE);
          ObjectNode json = JsonNodeFactory.instance.objectNode();
          ArrayNode list = json.putArray("dead_letters");
          letters.forEach(letter -> list.add(encode(letter)));
          if (letters.size() == PAGE) {
            json.put("next", PATH + "?after=" + letters.getLast().id());
          }
          json.put("replay", "POST " + PATH + "/{id}/replay, or " + PATH + "/replay for all");
          send(context, 200, json);
        });
  }

  private static ObjectNode encode(DeadLetter letter) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", letter.id())
        .put("watch", letter.watch().id())
        .put("owner", letter.watch().owner().aLabel())
        .put("callsign", letter.watch().callsign().aLabel())
        .put("url", letter.watch().url().toString())
        .put("event", letter.event())
        .put("failed_at", letter.failedAt().toString())
        .put("reason", letter.reason())
        .put("replays", letter.replays());
  }

  private void replay(RoutingContext context) {
    answering(
        context,
        () -> {
          boolean isThere =
              watches.replay(
                  id(Objects.requireNonNullElse(context.pathParam("id"), "")), clock.instant());
          send(
              context,
              isThere ? ACCEPTED : NOT_FOUND,
              JsonNodeFactory.instance.objectNode().put("replayed", isThere ? 1 : 0));
        });
  }

  private void replayAll(RoutingContext context) {
    answering(
        context,
        () ->
            send(
                context,
                ACCEPTED,
                JsonNodeFactory.instance
                    .objectNode()
                    .put("replayed", watches.replayAll(clock.instant()))));
  }

  private static void answering(RoutingContext context, Runnable work) {
    try {
      work.run();
    } catch (StorageException e) {
      send(
          context,
          UNAVAILABLE,
          JsonNodeFactory.instance.objectNode().put("detail", "the storage does not answer"));
    }
  }

  private static void send(RoutingContext context, int status, ObjectNode json) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(json.toString());
  }

  /** No dead letter has the id 0. */
  private static long id(String text) {
    return text.matches("[1-9][0-9]{0,17}") ? Long.parseLong(text) : 0;
  }
}
