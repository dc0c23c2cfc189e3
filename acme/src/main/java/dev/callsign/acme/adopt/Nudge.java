package dev.callsign.acme.adopt;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.DurableFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;

/**
 * The file {@code <home>/nudge}: whoever changes it, or the time at which it was changed, asks a
 * running agent to look around now. It is a hint and nothing more: the agent looks anyway, later.
 */
public final class Nudge {
  private static final String NAME = "nudge";

  private Nudge() {}

  /** Where it is. */
  public static Path file(Path home) {
    return home.resolve(NAME);
  }

  /** Nudges; errors as {@link DurableFile#replace}. */
  public static void give(Path home, Clock clock) throws CommandFailure {
    byte[] content = (clock.instant() + "\n").getBytes(StandardCharsets.US_ASCII);
    DurableFile.replace(file(home), content, DurableFile.SECRET);
  }
}
