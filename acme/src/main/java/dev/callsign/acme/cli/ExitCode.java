package dev.callsign.acme.cli;

/** What a command tells the shell, as sysexits.h numbers it. Stable: scripts branch on these. */
public enum ExitCode {
  /** Done. */
  OK(0),
  /** What was given or fetched is wrong; the same call will fail again. */
  BAD_INPUT(65),
  /** A fault of this program. */
  INTERNAL_ERROR(70),
  /** The network, the directory or the disk failed; the same call may work later. */
  TRY_LATER(75),
  /** The call itself is wrong: options, or files that are not there or not accessible. */
  BAD_CONFIGURATION(78);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The process exit status. */
  public int number() {
    return number;
  }
}
