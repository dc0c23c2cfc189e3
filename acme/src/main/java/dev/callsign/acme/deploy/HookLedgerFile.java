package dev.callsign.acme.deploy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.file.DurableFolder;
import dev.callsign.acme.file.ExclusiveLock;
import dev.callsign.acme.file.JsonFile;
import dev.callsign.name.Callsign;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The file {@code <home>/hooks/<callsign>.json}, mode 0600: version 1, times in seconds, read
 * strictly.
 */
final class HookLedgerFile {
  private static final int VERSION = 1;
  private static final long LAST_SECOND = 253_402_300_799L; // of the year 9999

  /** Programs for one event: a folder that somebody filled by hand. */
  private static final int MAX_RUNS = 1000;

  private static final Set<String> MEMBERS = Set.of("version", "callsign", "served", "owed");
  private static final Set<String> SERVED_MEMBERS =
      Set.of("certificate", "key", "statement", "spki_old", "spki_new");
  private static final Set<String> OWED_MEMBERS =
      Set.of("event", "subject", "at", "detail", "runs");
  private static final Set<String> RUN_MEMBERS = Set.of("hook", "done", "tries", "not_before");

  private final Path path;
  private final Callsign callsign;

  HookLedgerFile(Path home, Callsign callsign) {
    this.path = home.resolve("hooks").resolve(callsign.aLabel() + ".json");
    this.callsign = callsign;
  }

  /** Keeps other threads and processes out, without waiting; errors as {@link ExclusiveLock}. */
  ExclusiveLock lock() throws CommandFailure {
    DurableFolder.create(path.resolveSibling(""));
    return ExclusiveLock.take(path);
  }

  /** What it holds; nothing where there is no file. Errors as {@link JsonFile}. */
  HookLedger read() throws CommandFailure {
    if (!Files.exists(path)) {
      return HookLedger.EMPTY;
    }
    JsonFile json = JsonFile.read(path);
    json.requireOnly(MEMBERS);
    json.integer("version", VERSION, VERSION);
    if (!json.text("callsign").equals(callsign.aLabel())) {
      throw json.bad("it is of " + json.text("callsign"));
    }
    Map<HookEvent, Owed> owed = new EnumMap<>(HookEvent.class);
    for (JsonFile each : json.objects("owed", HookEvent.values().length)) {
      each.requireOnly(OWED_MEMBERS);
      owed.put(event(each), owed(each));
    }
    JsonFile served = json.optionalObject("served").orElse(null);
    return new HookLedger(served == null ? null : served(served), owed);
  }

  /** Writes it, durable when the call returns; errors as {@link DurableFile#replace}. */
  void write(HookLedger ledger) throws CommandFailure {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", VERSION).put("callsign", callsign.aLabel());
    Served served = ledger.served();
    if (served != null) {
      ObjectNode inner = json.putObject("served");
      inner
          .put("certificate", served.fullChain().toString())
          .put("key", served.key().toString())
          .put("statement", served.statement().toString());
      if (served.spkiOld() != null) {
        inner.put("spki_old", served.spkiOld());
      }
      inner.put("spki_new", served.spkiNew());
    }
    ArrayNode all = json.putArray("owed");
    new TreeMap<>(ledger.owed()).forEach((event, owed) -> put(all.addObject(), event, owed));
    byte[] bytes = (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    DurableFile.replace(path, bytes, DurableFile.SECRET);
  }

  private static void put(ObjectNode json, HookEvent event, Owed owed) {
    json.put("event", event.word())
        .put("subject", owed.subject())
        .put("at", owed.at().getEpochSecond())
        .put("detail", owed.detail());
    ArrayNode runs = json.putArray("runs");
    new TreeMap<>(owed.runs())
        .forEach(
            (hook, run) ->
                runs.addObject()
                    .put("hook", hook)
                    .put("done", run.done())
                    .put("tries", run.tries())
                    .put("not_before", run.notBefore().getEpochSecond()));
  }

  private static HookEvent event(JsonFile json) throws CommandFailure {
    String word = json.text("event");
    for (HookEvent event : HookEvent.values()) {
      if (event.word().equals(word)) {
        return event;
      }
    }
    throw json.bad("'event' is not one of the words that it may be");
  }

  private static Owed owed(JsonFile json) throws CommandFailure {
    Map<String, HookRun> runs = new TreeMap<>();
    for (JsonFile run : json.objects("runs", MAX_RUNS)) {
      run.requireOnly(RUN_MEMBERS);
      runs.put(
          run.text("hook"),
          new HookRun(
              run.flag("done"),
              (int) run.integer("tries", 1, HookRun.MANY),
              instant(run, "not_before")));
    }
    return new Owed(json.text("subject"), instant(json, "at"), json.text("detail"), runs);
  }

  private static Served served(JsonFile json) throws CommandFailure {
    json.requireOnly(SERVED_MEMBERS);
    return new Served(
        Path.of(json.text("certificate")),
        Path.of(json.text("key")),
        Path.of(json.text("statement")),
        json.optionalText("spki_old").orElse(null),
        json.text("spki_new"));
  }

  private static Instant instant(JsonFile json, String member) throws CommandFailure {
    return Instant.ofEpochSecond(json.integer(member, 0, LAST_SECOND));
  }
}
