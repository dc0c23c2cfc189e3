package dev.callsign.acme.certificate;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.file.JsonFile;
import dev.callsign.name.Callsign;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file {@code state.json}, mode 0600. Whoever uses it holds the lock of the folder. */
final class StateFile {

  private static final String WHAT_TO_DO =
      ". Until it can be read nothing is ordered, published or deleted. Restore it, or move it away"
          + " to begin anew: keys and certificates stay, an order under way is given up";

  private final Path path;
  private final Callsign callsign;

  StateFile(Path path, Callsign callsign) {
    this.path = path;
    this.callsign = callsign;
  }

  /**
   * The state; a file that is not there is a fresh one, by which alone nothing is due.
   *
   * @throws CommandFailure {@code BAD_INPUT}: it cannot be read, and nothing may be done; what to
   *     do about it is in the message
   */
  AgentState read() throws CommandFailure {
    if (!Files.exists(path)) {
      return AgentState.fresh();
    }
    try {
      return StateJson.decode(JsonFile.read(path), callsign);
    } catch (CommandFailure e) {
      throw new CommandFailure(e.exitCode(), e.message() + WHAT_TO_DO);
    }
  }

  /**
   * Writes the state, durable when the call returns; errors as {@link DurableFile#replace}.
   *
   * @throws IllegalStateException it would not be read again as it is; nothing was written
   */
  void write(AgentState state) throws CommandFailure {
    String text = StateJson.encode(state, callsign).toPrettyString() + "\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (!StateJson.decode(JsonFile.of(path, bytes), callsign).equals(state)) {
      throw new IllegalStateException("a state that could not be read again: " + text);
    }
    DurableFile.replace(path, bytes, DurableFile.SECRET);
  }
}
