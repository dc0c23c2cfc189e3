package dev.callsign.acme.certificate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.certificate.RenewalState.AccountNeeded;
import dev.callsign.acme.certificate.RenewalState.Authorized;
import dev.callsign.acme.certificate.RenewalState.Backoff;
import dev.callsign.acme.certificate.RenewalState.Downloaded;
import dev.callsign.acme.certificate.RenewalState.Finalized;
import dev.callsign.acme.certificate.RenewalState.Idle;
import dev.callsign.acme.certificate.RenewalState.KeyNeeded;
import dev.callsign.acme.certificate.RenewalState.KeyReady;
import dev.callsign.acme.certificate.RenewalState.Opening;
import dev.callsign.acme.certificate.RenewalState.Ordered;
import dev.callsign.acme.certificate.RenewalState.Paused;
import dev.callsign.acme.certificate.RenewalState.Underway;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.JsonFile;
import java.net.URI;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/** The member {@code renewal} of the state: one {@link RenewalState} in JSON. */
final class RenewalJson {

  private static final Set<String> ATTEMPT_MEMBERS =
      Set.of(
          "number",
          "reason",
          "started_at",
          "since",
          "authority",
          "rehearsal",
          "key",
          "failure",
          "in_row",
          "failures",
          "alarmed",
          "remedies");

  private RenewalJson() {}

  static ObjectNode encode(RenewalState state) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    switch (state) {
      case Idle _ -> json.put("state", "idle");
      case KeyNeeded(Attempt attempt) -> put(json, "key-needed", attempt);
      case KeyReady(Attempt attempt) -> put(json, "key-ready", attempt);
      case AccountNeeded(Attempt attempt) -> put(json, "account-needed", attempt);
      case Opening(Attempt attempt) -> put(json, "opening", attempt);
      case Ordered(Attempt attempt, URI order) -> put(json, "ordered", attempt, order);
      case Authorized(Attempt attempt, URI order) -> put(json, "authorized", attempt, order);
      case Finalized(Attempt attempt, URI order) -> put(json, "finalized", attempt, order);
      case Downloaded(Attempt attempt, int generation) ->
          put(json, "downloaded", attempt).put("generation", generation);
      case Backoff backoff -> {
        json.put("state", "backoff")
            .put("failure", StateNodes.word(backoff.failure()))
            .put("failed_at", backoff.failedAt().getEpochSecond())
            .put("not_before", backoff.notBefore().getEpochSecond());
        json.set("resume", encode(backoff.resume()));
      }
      case Paused paused -> {
        json.put("state", "paused");
        if (paused.where() != null) {
          json.put("where", paused.where().toString());
        }
        json.set("resume", encode(paused.resume()));
      }
    }
    return json;
  }

  private static ObjectNode put(ObjectNode json, String state, Attempt attempt) {
    json.put("state", state);
    json.set("attempt", encode(attempt));
    return json;
  }

  private static void put(ObjectNode json, String state, Attempt attempt, URI order) {
    put(json, state, attempt).put("order", order.toString());
  }

  private static ObjectNode encode(Attempt attempt) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("number", attempt.number())
        .put("reason", StateNodes.word(attempt.reason()))
        .put("started_at", attempt.startedAt().getEpochSecond())
        .put("since", attempt.since().getEpochSecond())
        .put("authority", attempt.authority().toString())
        .put("rehearsal", attempt.rehearsal());
    if (attempt.key() != null) {
      json.put("key", attempt.key());
    }
    Tries tries = attempt.tries();
    if (tries.last() != null) {
      json.put("failure", StateNodes.word(tries.last()));
    }
    json.put("in_row", tries.inRow())
        .put("failures", tries.total())
        .put("alarmed", tries.alarmed());
    ArrayNode remedies = json.putArray("remedies");
    attempt.remedies().stream()
        .sorted()
        .forEach(remedy -> remedies.addObject().put("remedy", StateNodes.word(remedy)));
    return json;
  }

  /**
   * Reads a state.
   *
   * @param attempts the number of the last attempt that there was
   * @param maxGeneration the highest number that a generation can have
   */
  static RenewalState decode(JsonFile json, long attempts, int maxGeneration)
      throws CommandFailure {
    return switch (json.text("state")) {
      case "idle" -> {
        json.requireOnly(Set.of("state"));
        yield new Idle();
      }
      case "backoff" -> {
        json.requireOnly(Set.of("state", "failure", "failed_at", "not_before", "resume"));
        yield new Backoff(
            underway(StateNodes.object(json, "resume"), attempts, maxGeneration),
            StateNodes.word(json, "failure", FailureClass.class),
            StateNodes.instant(json, "failed_at"),
            StateNodes.instant(json, "not_before"));
      }
      case "paused" -> {
        json.requireOnly(Set.of("state", "where", "resume"));
        yield new Paused(
            underway(StateNodes.object(json, "resume"), attempts, maxGeneration),
            json.has("where") ? StateNodes.uri(json, "where") : null);
      }
      default -> underway(json, attempts, maxGeneration);
    };
  }

  private static Underway underway(JsonFile json, long attempts, int maxGeneration)
      throws CommandFailure {
    String state = json.text("state");
    return switch (state) {
      case "key-needed" -> {
        json.requireOnly(Set.of("state", "attempt"));
        yield new KeyNeeded(attempt(StateNodes.object(json, "attempt"), attempts));
      }
      case "key-ready" -> new KeyReady(beforeOrder(json, attempts));
      case "account-needed" -> new AccountNeeded(beforeOrder(json, attempts));
      case "opening" -> new Opening(beforeOrder(json, attempts));
      case "ordered" -> new Ordered(withOrder(json, attempts), StateNodes.uri(json, "order"));
      case "authorized" -> new Authorized(withOrder(json, attempts), StateNodes.uri(json, "order"));
      case "finalized" -> new Finalized(withOrder(json, attempts), StateNodes.uri(json, "order"));
      case "downloaded" -> {
        json.requireOnly(Set.of("state", "attempt", "generation"));
        yield new Downloaded(
            keyed(json, attempts), (int) json.integer("generation", 1, maxGeneration));
      }
      default -> throw json.bad("'state' is not one that there is here");
    };
  }

  private static Attempt beforeOrder(JsonFile json, long attempts) throws CommandFailure {
    json.requireOnly(Set.of("state", "attempt"));
    return keyed(json, attempts);
  }

  private static Attempt withOrder(JsonFile json, long attempts) throws CommandFailure {
    json.requireOnly(Set.of("state", "attempt", "order"));
    return keyed(json, attempts);
  }

  private static Attempt keyed(JsonFile json, long attempts) throws CommandFailure {
    Attempt attempt = attempt(StateNodes.object(json, "attempt"), attempts);
    if (attempt.key() == null) {
      throw json.bad("an attempt in this state has a 'key'");
    }
    return attempt;
  }

  private static Attempt attempt(JsonFile json, long attempts) throws CommandFailure {
    json.requireOnly(ATTEMPT_MEMBERS);
    return new Attempt(
        json.integer("number", 1, Math.max(1, attempts)),
        StateNodes.word(json, "reason", Reason.class),
        StateNodes.instant(json, "started_at"),
        StateNodes.instant(json, "since"),
        StateNodes.uri(json, "authority"),
        json.flag("rehearsal"),
        json.has("key") ? StateNodes.hash(json, "key") : null,
        tries(json),
        remedies(json));
  }

  private static Tries tries(JsonFile json) throws CommandFailure {
    FailureClass last =
        json.has("failure") ? StateNodes.word(json, "failure", FailureClass.class) : null;
    int inRow = (int) json.integer("in_row", 0, last == null ? 0 : Tries.MANY);
    return new Tries(
        last,
        inRow,
        (int) json.integer("failures", inRow, last == null ? 0 : Tries.MANY),
        json.flag("alarmed"));
  }

  private static Set<Remedy> remedies(JsonFile json) throws CommandFailure {
    Set<Remedy> remedies = new HashSet<>();
    for (JsonFile remedy : json.objects("remedies", EnumSet.allOf(Remedy.class).size())) {
      remedy.requireOnly(Set.of("remedy"));
      if (!remedies.add(StateNodes.word(remedy, "remedy", Remedy.class))) {
        throw json.bad("a remedy stands twice in 'remedies'");
      }
    }
    return remedies;
  }
}
