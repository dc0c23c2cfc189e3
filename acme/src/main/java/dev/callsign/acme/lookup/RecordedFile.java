package dev.callsign.acme.lookup;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.file.InputFile;
import dev.callsign.acme.file.JsonFile;
import dev.callsign.name.Callsign;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.VerifiedStatement;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the last lookup of a callsign accepted, so that an older statement is noticed: {@code
 * {"callsign", "seq", "sha256", "key_sha256", "next"}}, hashes in base64url.
 */
final class RecordedFile {

  /** The greatest integer that every JSON reader agrees on (RFC 7493 §2.2). */
  private static final long MAX_INTEGER = (1L << 53) - 1;

  private RecordedFile() {}

  /**
   * Reads what was recorded for {@code callsign}.
   *
   * @return null when there is no file yet
   * @throws CommandFailure {@code BAD_INPUT}: not such a file; {@code BAD_CONFIGURATION}: another
   *     callsign's; otherwise as {@link InputFile#read}
   */
  static @Nullable RecordedStatement read(Path path, Callsign callsign) throws CommandFailure {
    if (!Files.exists(path)) {
      return null;
    }
    JsonFile json = JsonFile.read(path);
    if (!json.text("callsign").equals(callsign.aLabel())) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION,
          path + " records " + json.text("callsign") + "; use one file for each callsign");
    }
    return new RecordedStatement(
        json.integer("seq", 1, MAX_INTEGER),
        json.text("sha256"),
        json.text("key_sha256"),
        json.optionalText("next").orElse(null));
  }

  /** Records {@code statement} in place of the one before; as {@link DurableFile#replace}. */
  static void write(Path path, VerifiedStatement statement) throws CommandFailure {
    RecordedStatement recorded = RecordedStatement.of(statement);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("callsign", statement.callsign().aLabel())
        .put("seq", recorded.seq())
        .put("sha256", recorded.sha256())
        .put("key_sha256", recorded.keySha256());
    if (recorded.next() != null) {
      json.put("next", recorded.next());
    }
    JsonFile.write(path, json);
  }
}
