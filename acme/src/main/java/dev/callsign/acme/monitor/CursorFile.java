package dev.callsign.acme.monitor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.file.ExclusiveLock;
import dev.callsign.acme.file.InputFile;
import dev.callsign.acme.file.JsonFile;
import dev.callsign.json.StrictJson;
import dev.callsign.name.Callsign;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How far the monitor has come with one callsign at one directory: {@code {"version": 1,
 * "callsign", "directory", "floor", "entries": [{"id", "sha256"}]}}, entries rising by id, mode
 * 0600. Durable when a writing returns; read strictly.
 */
record CursorFile(Path path, Callsign callsign, DirectoryAddress directory) {

  private static final int VERSION = 1;
  private static final Set<String> MEMBERS =
      Set.of("version", "callsign", "directory", "floor", "entries");
  private static final Set<String> ENTRY_MEMBERS = Set.of("id", "sha256");
  private static final Pattern SHA256 = Pattern.compile("[A-Za-z0-9_-]{43}");

  /**
   * Keeps other monitors from the file; as {@link ExclusiveLock#take}.
   *
   * @return to be closed when this monitor ends
   */
  ExclusiveLock lock() throws CommandFailure {
    return ExclusiveLock.take(path);
  }

  /**
   * Reads what was written last.
   *
   * @return empty when there is no file yet
   * @throws CommandFailure {@code BAD_INPUT}: not such a file; {@code BAD_CONFIGURATION}: another
   *     callsign's or directory's; otherwise as {@link InputFile#read}
   */
  Optional<Ledger> read() throws CommandFailure {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    JsonFile json = JsonFile.read(path);
    json.requireOnly(MEMBERS);
    json.integer("version", VERSION, VERSION);
    if (!json.text("callsign").equals(callsign.aLabel())
        || !json.text("directory").equals(directory.toString())) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION,
          path
              + " is about "
              + json.text("callsign")
              + " at "
              + json.text("directory")
              + "; use one file for each callsign and directory (--cursor FILE)");
    }
    long floor = json.integer("floor", 0, StrictJson.MAX_INTEGER);
    NavigableMap<Long, String> seen = new TreeMap<>();
    long last = floor;
    for (JsonFile entry : json.objects("entries", Ledger.MAX_ENTRIES)) {
      entry.requireOnly(ENTRY_MEMBERS);
      long id = entry.integer("id", 1, StrictJson.MAX_INTEGER);
      String hash = entry.text("sha256");
      if (id <= last || !SHA256.matcher(hash).matches()) {
        throw json.bad("its entries are not rising ids with hashes");
      }
      seen.put(id, hash);
      last = id;
    }
    return Optional.of(new Ledger(floor, seen));
  }

  /** Writes in place of what was written before; errors as {@link DurableFile#replace}. */
  void write(Ledger ledger) throws CommandFailure {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", VERSION)
        .put("callsign", callsign.aLabel())
        .put("directory", directory.toString())
        .put("floor", ledger.floor());
    ArrayNode entries = json.putArray("entries");
    ledger.seen().forEach((id, hash) -> entries.addObject().put("id", id).put("sha256", hash));
    DurableFile.replace(path, (json + "\n").getBytes(StandardCharsets.UTF_8), DurableFile.SECRET);
  }
}
