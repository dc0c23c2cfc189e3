package dev.callsign.acme.challenge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of the owner that changes his DNS, run in a session of its own where the system can do
 * that, so that all of it can be ended.
 *
 * <p>What it prints goes to our standard error as it is; nothing of it is kept or repeated.
 *
 * @param timeout after it the program, and every process that it started, is killed
 */
record Hook(Path executable, Duration timeout) {

  /** Starts a session, and a process group with it (util-linux, busybox). */
  private static final List<Path> SETSID =
      List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

  /** For the program that kills the others. */
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

  /** Runs it with these arguments; what went wrong, empty when nothing did. */
  Optional<String> run(String... arguments) {
    List<String> command = new ArrayList<>();
    setsid().map(Path::toString).ifPresent(command::add);
    command.add(executable.toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    String what = "the hook " + executable + " " + arguments[0];
    if (!Files.isExecutable(executable)) {
      return Optional.of(what + " cannot be started: it is no program that we may execute");
    }
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      return Optional.of(what + " cannot be started: " + e.getMessage());
    }
    return outcome(process, what);
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
