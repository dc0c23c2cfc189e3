package dev.callsign.acme.certificate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.file.JsonFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

/** The file {@code meta.json} of a generation: what its other files do not say. */
record GenerationMeta(Origin origin, Instant createdAt) {

  private static final int VERSION = 1;
  private static final Set<String> MEMBERS = Set.of("version", "source", "authority", "created_at");

  /** Writes it, mode 0600; errors as {@link DurableFile#create}. */
  void create(Path path) throws CommandFailure {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", VERSION).put("source", origin.source());
    if (origin.authority() != null) {
      json.put("authority", origin.authority().toString());
    }
    json.put("created_at", createdAt.getEpochSecond());
    byte[] bytes = (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    DurableFile.create(path, bytes, DurableFile.SECRET);
  }

  /** Reads it; errors as {@link JsonFile}. */
  static GenerationMeta read(Path path) throws CommandFailure {
    JsonFile json = JsonFile.read(path);
    json.requireOnly(MEMBERS);
    json.integer("version", VERSION, VERSION);
    URI authority = json.has("authority") ? StateNodes.uri(json, "authority") : null;
    return new GenerationMeta(
        new Origin(json.text("source"), authority), StateNodes.instant(json, "created_at"));
  }
}
