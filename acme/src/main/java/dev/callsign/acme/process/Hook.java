package dev.callsign.acme.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of the owner, run in a session of its own where the system can do that, so that all of
 * it can be ended.
 *
 * <p>It is called directly, without a shell to read its arguments. What it prints, on either
 * stream, goes to our standard error as it is; nothing of it is kept or repeated. What it leaves in
 * the background when it ends in time goes on, and is not waited for.
 *
 * <p>It is NOT checked who may change the executable.
 *
 * @param timeout after it the program, and every process that it started, is killed
 */
public record Hook(Path executable, Duration timeout) {

  /**
   * Characters of the longest text that a program is given to read: a pipe takes so much without
   * anybody reading (64 KiB on Linux, 16 KiB elsewhere), so that writing it never waits.
   */
  public static final int MAX_INPUT_CHARACTERS = 4096;

  /** Starts a session, and a process group with it (util-linux, busybox). */
  private static final List<Path> SETSID =
      List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

  /** Becomes the program, with both of its streams on our standard error. */
  private static final List<String> TO_STANDARD_ERROR =
      List.of("/bin/sh", "-c", "exec \"$0\" \"$@\" >&2");

  /** For the program that kills the others. */
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

  /** Runs it with these arguments; what went wrong, empty when nothing did. */
  public Optional<String> run(String... arguments) {
    return run(List.of(arguments), Map.of(), "");
  }

  /**
   * Runs it.
   *
   * @param arguments the first says what it is called for, and stands in messages
   * @param environment beside ours
   * @param input what it may read; at most {@value #MAX_INPUT_CHARACTERS} characters
   * @return what went wrong, empty when nothing did
   */
  public Optional<String> run(
      List<String> arguments, Map<String, String> environment, String input) {
    if (input.length() > MAX_INPUT_CHARACTERS) {
      throw new IllegalArgumentException("too much for a program to read: " + input.length());
    }
    String what = "the hook " + executable + " " + arguments.getFirst();
    if (!Files.isExecutable(executable)) {
      return Optional.of(what + " cannot be started: it is no program that we may execute");
    }
    Process process;
    try {
      process = start(arguments, environment, input);
    } catch (IOException e) {
      return Optional.of(what + " cannot be started: " + e.getMessage());
    }
    return outcome(process, what);
  }

  private Process start(List<String> arguments, Map<String, String> environment, String input)
      throws IOException {
    List<String> command = new ArrayList<>();
    setsid().map(Path::toString).ifPresent(command::add);
    command.addAll(TO_STANDARD_ERROR);
    command.add(executable.toAbsolutePath().toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (OutputStream stream = process.getOutputStream()) {
      stream.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // it does not want to know
    }
    return process;
  }

  private Optional<String> outcome(Process process, String what) {
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        kill(process);
        return Optional.of(what + " did not end within " + timeout.toSeconds() + " s: killed");
      }
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of(what + " ended with status " + process.exitValue());
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      return Optional.of(what + " was interrupted");
    }
  }

  /** The group, because its members may have lost their parents; then whoever is left below. */
  private static void kill(Process process) {
    List<ProcessHandle> descendants = process.descendants().toList();
    if (setsid().isPresent()) {
      try {
        Process killer =
            new ProcessBuilder("/bin/sh", "-c", "kill -s KILL -- \"-$0\"", "" + process.pid())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean _ = killer.waitFor(KILL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (IOException e) {
        // those below are killed one by one
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    Stream.concat(descendants.stream(), Stream.of(process.toHandle()))
        .forEach(ProcessHandle::destroyForcibly);
  }

  private static Optional<Path> setsid() {
    return SETSID.stream().filter(Files::isExecutable).findFirst();
  }
}
