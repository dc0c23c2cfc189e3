package dev.callsign.acme.cli;

import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import picocli.CommandLine.Option;

/** Which names a command takes for callsigns. */
public final class NameOptions {

  @Option(
      names = "--allow-test-names",
      description = "Take names under .test too, which no public authority serves.")
  private boolean allowTestNames;

  /**
   * The callsign that {@code text} names.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: not a callsign
   */
  public Callsign parse(String text) throws CommandFailure {
    try {
      return Callsign.parse(text, allowTestNames ? NamePolicy.WITH_TEST_NAMES : NamePolicy.PUBLIC);
    } catch (MalformedException e) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION, "'" + text + "' is not a callsign: " + e.detail());
    }
  }
}
