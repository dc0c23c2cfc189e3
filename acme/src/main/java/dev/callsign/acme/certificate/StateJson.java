package dev.callsign.acme.certificate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.JsonFile;
import dev.callsign.name.Callsign;
import dev.callsign.renewal.SuggestedWindow;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state in JSON (ADR 0019). Read strictly: a file that says anything else than what this writes
 * is refused as a whole, for what was guessed from a damaged one could order a certificate.
 *
 * <p>Times are seconds since the epoch, but for the window, which is as the authority said it.
 */
final class StateJson {

  static final int VERSION = 1;

  /** Authorities with a limit: those that somebody configured, over time. */
  private static final int MAX_LIMITS = 100;

  /** More attempts than a century has minutes. */
  private static final long MAX_ATTEMPTS = 100_000_000;

  private static final int MAX_GENERATION = 999_999_999;

  private static final Set<String> MEMBERS =
      Set.of(
          "version",
          "callsign",
          "configuration",
          "attempts",
          "renewal",
          "plan",
          "errands",
          "limits");
  private static final Set<String> PLAN_MEMBERS =
      Set.of(
          "leaf",
          "backstop",
          "window",
          "pick",
          "incident",
          "unanswered",
          "next_poll",
          "emergency_told");
  private static final Set<String> ERRAND_MEMBERS =
      Set.of("subject", "tries", "not_before", "done_at");

  /** Characters of what an errand was run for: two hashes and a sign between them. */
  private static final int MAX_SUBJECT = 100;

  private StateJson() {}

  static ObjectNode encode(AgentState state, Callsign callsign) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", VERSION).put("callsign", callsign.aLabel());
    json.put("configuration", state.configuration()).put("attempts", state.attempts());
    json.set("renewal", RenewalJson.encode(state.renewal()));
    if (state.plan() != null) {
      json.set("plan", encode(state.plan()));
    }
    ObjectNode errands = json.putObject("errands");
    for (Errand.Kind kind : Errand.Kind.values()) {
      errands.set(StateNodes.word(kind), encode(state.errands().of(kind)));
    }
    ArrayNode limits = json.putArray("limits");
    state.limits().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            limit ->
                limits
                    .addObject()
                    .put("authority", limit.getKey().toString())
                    .put("until", limit.getValue().getEpochSecond()));
    return json;
  }

  /**
   * Reads a state.
   *
   * @throws CommandFailure {@code BAD_INPUT}: not one, of another version, or another callsign's
   */
  static AgentState decode(JsonFile json, Callsign callsign) throws CommandFailure {
    long version = json.integer("version", 1, Integer.MAX_VALUE);
    if (version != VERSION) {
      throw json.bad(
          "it is of version "
              + version
              + ", and this program reads version "
              + VERSION
              + ": the program that wrote it reads it");
    }
    json.requireOnly(MEMBERS);
    if (!json.text("callsign").equals(callsign.aLabel())) {
      throw json.bad("it is about " + json.text("callsign") + ", not about " + callsign);
    }
    long attempts = json.integer("attempts", 0, MAX_ATTEMPTS);
    return new AgentState(
        RenewalJson.decode(StateNodes.object(json, "renewal"), attempts, MAX_GENERATION),
        attempts,
        json.has("plan") ? plan(StateNodes.object(json, "plan")) : null,
        errands(StateNodes.object(json, "errands")),
        limits(json),
        json.text("configuration").isEmpty() ? "" : StateNodes.hash(json, "configuration"));
  }

  private static ObjectNode encode(Plan plan) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("leaf", plan.leaf()).put("backstop", plan.backstop().getEpochSecond());
    SuggestedWindow window = plan.window();
    if (window != null) {
      ObjectNode inner = json.putObject("window");
      inner.put("start", window.start().toString()).put("end", window.end().toString());
      if (window.explanation() != null) {
        inner.put("explanation", window.explanation().toString());
      }
    }
    if (plan.pick() != null) {
      json.put("pick", plan.pick().getEpochSecond());
    }
    return json.put("incident", plan.incident())
        .put("unanswered", plan.unanswered())
        .put("next_poll", plan.nextPoll().getEpochSecond())
        .put("emergency_told", plan.emergencyTold());
  }

  private static Plan plan(JsonFile json) throws CommandFailure {
    json.requireOnly(PLAN_MEMBERS);
    Optional<JsonFile> window = json.optionalObject("window");
    boolean incident = json.flag("incident");
    if (window.isEmpty() && (incident || json.has("pick"))) {
      throw json.bad("'plan' has a time in a window, but no 'window'");
    }
    return new Plan(
        StateNodes.hash(json, "leaf"),
        StateNodes.instant(json, "backstop"),
        window.isPresent() ? window(window.get()) : null,
        json.has("pick") ? StateNodes.instant(json, "pick") : null,
        incident,
        (int) json.integer("unanswered", 0, Plan.RETRIES + 1),
        StateNodes.instant(json, "next_poll"),
        json.flag("emergency_told"));
  }

  private static SuggestedWindow window(JsonFile json) throws CommandFailure {
    json.requireOnly(Set.of("start", "end", "explanation"));
    Instant start = StateNodes.timestamp(json, "start");
    Instant end = StateNodes.timestamp(json, "end");
    if (!end.isAfter(start)) {
      throw json.bad("'window' ends before it starts");
    }
    return new SuggestedWindow(start, end, page(json));
  }

  private static @Nullable URI page(JsonFile json) throws CommandFailure {
    Optional<String> text = json.optionalText("explanation");
    try {
      return text.map(URI::create).orElse(null);
    } catch (IllegalArgumentException e) {
      throw json.bad("'explanation' is not an address");
    }
  }

  private static ObjectNode encode(Errand errand) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (errand.subject() != null) {
      json.put("subject", errand.subject());
    }
    json.put("tries", errand.tries()).put("not_before", errand.notBefore().getEpochSecond());
    if (errand.doneAt() != null) {
      json.put("done_at", errand.doneAt().getEpochSecond());
    }
    return json;
  }

  private static Errands errands(JsonFile json) throws CommandFailure {
    json.requireOnly(Set.of("sign", "deploy", "publish"));
    return new Errands(
        errand(StateNodes.object(json, "sign")),
        errand(StateNodes.object(json, "deploy")),
        errand(StateNodes.object(json, "publish")));
  }

  private static Errand errand(JsonFile json) throws CommandFailure {
    json.requireOnly(ERRAND_MEMBERS);
    String subject = json.optionalText("subject").orElse(null);
    if (subject == null ? json.has("done_at") : subject.length() > MAX_SUBJECT) {
      throw json.bad("an errand in 'errands' is for nothing that could be meant");
    }
    return new Errand(
        subject,
        (int) json.integer("tries", 0, Tries.MANY),
        StateNodes.instant(json, "not_before"),
        json.has("done_at") ? StateNodes.instant(json, "done_at") : null);
  }

  private static Map<URI, Instant> limits(JsonFile json) throws CommandFailure {
    Map<URI, Instant> limits = new HashMap<>();
    for (JsonFile limit : json.objects("limits", MAX_LIMITS)) {
      limit.requireOnly(Set.of("authority", "until"));
      if (limits.put(StateNodes.uri(limit, "authority"), StateNodes.instant(limit, "until"))
          != null) {
        throw json.bad("an authority stands twice in 'limits'");
      }
    }
    return limits;
  }
}
