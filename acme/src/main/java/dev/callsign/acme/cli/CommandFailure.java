package dev.callsign.acme.cli;

/**
 * A command that ends without having done its work: an exit code and one line for a person.
 *
 * <p>Checked, so that no method hides that it can end the command.
 */
public final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  /**
   * A failure.
   *
   * @param message what is wrong and, where it is known, what to do; never contains secrets
   */
  public CommandFailure(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** What the shell is told. */
  public ExitCode exitCode() {
    return exitCode;
  }

  /** What a person is told. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
