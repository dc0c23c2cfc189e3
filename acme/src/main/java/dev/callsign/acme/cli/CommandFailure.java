package dev.callsign.acme.cli;

import java.util.List;

/**
 * A command that ends without having done its work: an exit code and one line for a person, perhaps
 * with more lines below it.
 *
 * <p>Checked, so that no method hides that it can end the command.
 */
public class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final transient List<String> details;

  /**
   * A failure.
   *
   * @param message what is wrong and, where it is known, what to do; never contains secrets
   */
  public CommandFailure(ExitCode exitCode, String message) {
    this(exitCode, message, List.of());
  }

  /**
   * A failure with more than one cause.
   *
   * @param details one line for each; never contain secrets
   */
  public CommandFailure(ExitCode exitCode, String message, List<String> details) {
    super(message);
    this.exitCode = exitCode;
    this.details = List.copyOf(details);
  }

  /** What the shell is told. */
  public final ExitCode exitCode() {
    return exitCode;
  }

  /** The single causes, one line each; empty where the message says it all. */
  public final List<String> details() {
    return details;
  }

  /** What a person is told. */
  public final String message() {
    return String.valueOf(getMessage());
  }
}
