package dev.callsign.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** Makes load with wrk, a closed loop of 32 connections on one thread. */
final class Wrk {

  /** What to install when it is missing. */
  static final String MISSING = "wrk is not installed: apt-get install wrk";

  private static final int CONNECTIONS = 32;

  private final Path script;

  /**
   * Uses the installed wrk.
   *
   * @param folder where its script goes
   */
  Wrk(Path folder) {
    this.script = folder.resolve("requests.lua");
    try (InputStream lua = Wrk.class.getResourceAsStream("requests.lua")) {
      if (lua == null) {
        throw new IllegalStateException("requests.lua is not on the class path");
      }
      Files.copy(lua, script, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One run.
   *
   * @param perSecond answers a second
   * @param median microseconds
   * @param p99 microseconds
   */
  record Result(double perSecond, long median, long p99) {
    private static Result parse(String line) {
      List<Long> numbers = List.of(line.split(" ")).stream().skip(1).map(Long::parseLong).toList();
      if (numbers.get(2) > 0) {
        throw new IllegalStateException(numbers.get(2) + " requests failed: " + line);
      }
      return new Result(
          numbers.get(0) * 1_000_000.0 / numbers.get(1), numbers.get(3), numbers.get(4));
    }
  }

  /** Whether wrk is there. */
  static boolean isInstalled() {
    return Optional.ofNullable(System.getenv("PATH")).stream()
        .flatMap(path -> List.of(path.split(":")).stream())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "wrk")));
  }

  /**
   * Sends requests for so many seconds.
   *
   * @param requests a file of them, as {@code requests.lua} reads it
   * @param once whether none may be sent twice
   * @throws IllegalStateException a request failed, or the file was too short
   */
  Result run(URI base, Path requests, boolean once, int seconds)
      throws IOException, InterruptedException {
    Process wrk =
        new ProcessBuilder(
                "wrk",
                "-t1",
                "-c" + CONNECTIONS,
                "-d" + seconds + "s",
                "--latency",
                "-s",
                script.toString(),
                base.toString(),
                "--",
                requests.toString(),
                once ? "once" : "again")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = wrk.inputReader()) {
      List<String> lines = output.lines().toList();
      if (wrk.waitFor() != 0) {
        throw new IllegalStateException("wrk failed: " + lines);
      }
      return lines.stream()
          .filter(line -> line.startsWith("RESULT "))
          .map(Result::parse)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("wrk said nothing: " + lines));
    }
  }
}
