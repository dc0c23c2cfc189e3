package dev.callsign.acme.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Waits, but no longer than until somebody touches a file. Who touches it before anybody waits is
 * noticed, too. Not safe for concurrent use.
 */
final class NudgedPause {

  /** How late a touch is noticed at most. */
  static final Duration STEP = Duration.ofSeconds(1);

  private final Path file;
  private final Pause pause;
  private @Nullable FileTime seen;

  NudgedPause(Path file, Pause pause) {
    this.file = file;
    this.pause = pause;
    this.seen = touched();
  }

  /** Waits; false when the agent shall end instead. */
  boolean pause(Duration duration) {
    Duration left = duration;
    while (left.isPositive()) {
      FileTime now = touched();
      if (!Objects.equals(now, seen)) {
        seen = now;
        return true;
      }
      Duration step = left.compareTo(STEP) < 0 ? left : STEP;
      if (!pause.pause(step)) {
        return false;
      }
      left = left.minus(step);
    }
    return true;
  }

  private @Nullable FileTime touched() {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return null; // nobody has touched it yet
    }
  }
}
