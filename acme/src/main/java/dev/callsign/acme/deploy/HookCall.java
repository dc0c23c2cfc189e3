package dev.callsign.acme.deploy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.process.Hook;
import dev.callsign.name.Callsign;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one program is told, in its environment, as JSON on its standard input, and as its one
 * argument, the event. Paths and hashes; nothing in it is a secret.
 */
record HookCall(
    HookEvent event, Callsign callsign, @Nullable Served served, Instant at, String detail) {

  /** Tells it; what went wrong, empty when nothing did. */
  Optional<String> make(Path executable, Duration timeout) {
    return new Hook(executable, timeout).run(List.of(event.word()), environment(), json());
  }

  private Map<String, String> environment() {
    return Map.of(
        "CALLSIGN_EVENT", event.word(),
        "CALLSIGN_DOMAIN", callsign.aLabel(),
        "CALLSIGN_CERT", served == null ? "" : served.fullChain().toString(),
        "CALLSIGN_KEY", served == null ? "" : served.key().toString(),
        "CALLSIGN_SPKI_OLD", served == null ? "" : Objects.requireNonNullElse(served.spkiOld(), ""),
        "CALLSIGN_SPKI_NEW", served == null ? "" : served.spkiNew());
  }

  private String json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("event", event.word())
        .put("domain", callsign.aLabel())
        .put("at", at.toString())
        .put("detail", detail);
    if (served != null) {
      json.put("certificate", served.fullChain().toString())
          .put("key", served.key().toString())
          .put("statement", served.statement().toString())
          .put("spki_old", served.spkiOld())
          .put("spki_new", served.spkiNew());
    }
    return json + "\n";
  }
}
