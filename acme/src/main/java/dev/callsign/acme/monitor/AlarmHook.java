package dev.callsign.acme.monitor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of the owner that passes alarms on: mail, a pager. Called with the kind of the alarm,
 * the callsign, and the id of the entry or {@code -}; the alarm as one line of JSON is its standard
 * input. What it prints goes to our standard error as it is.
 *
 * <p>What the directory said is in the JSON alone, never in an argument.
 *
 * @param timeout after it the program, and what it started, is killed
 */
record AlarmHook(Path executable, Duration timeout) {

  /** A mail takes seconds; one that hangs shall not keep the next alarm from being seen. */
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Whether it can be called at all. */
  boolean isExecutable() {
    return Files.isRegularFile(executable) && Files.isExecutable(executable);
  }

  /**
   * Calls it once.
   *
   * @param json the alarm, one line
   * @return what went wrong; empty when nothing did
   * @throws InterruptedException it was killed, as we are told to end
   */
  Optional<String> call(AlarmKind kind, String callsign, String entry, String json)
      throws InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(executable.toAbsolutePath().toString(), kind.text(), callsign, entry)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      return Optional.of("the alarm hook cannot be started: " + e.getMessage());
    }
    try {
      feed(process, json); // at most 9 KB, which a pipe takes without waiting
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.of("the alarm hook did not end within " + timeout.toSeconds() + " s");
      }
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of("the alarm hook ended with status " + process.exitValue());
    } finally {
      kill(process);
    }
  }

  private static void feed(Process process, String json) {
    try (OutputStream input = process.getOutputStream()) {
      input.write((json + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // it does not read what it is told, which is its own affair
    }
  }

  /** Nothing happens to what has ended. */
  private static void kill(Process process) {
    if (process.isAlive()) {
      Stream.concat(process.descendants(), Stream.of(process.toHandle()))
          .toList()
          .forEach(ProcessHandle::destroyForcibly);
    }
  }
}
