package dev.callsign.acme.directory;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import java.time.Duration;
import java.util.List;

/**
 * An answer of a directory that is not what was asked for. {@code BAD_INPUT}: it refused, the same
 * request will be refused again; {@code TRY_LATER}: 429 or 5xx; {@code BAD_CONFIGURATION}: it
 * redirects.
 */
public final class DirectoryFailure extends CommandFailure {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String slug;
  private final Duration retryAfter;

  DirectoryFailure(
      ExitCode exitCode,
      String message,
      List<String> details,
      int status,
      String slug,
      Duration retryAfter) {
    super(exitCode, message, details);
    this.status = status;
    this.slug = slug;
    this.retryAfter = retryAfter;
  }

  /** The status of HTTP. */
  public int status() {
    return status;
  }

  /** The slug at the end of the problem's {@code type}; empty without a problem document. */
  public String slug() {
    return slug;
  }

  /** How long it asked to wait, in seconds; zero when it did not, or gave a date. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
