package dev.callsign.bench;

import dev.callsign.demo.DirectoryProcess;
import dev.callsign.lab.LabPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What the processes of a benchmark have used so far, and what the directory did with it. */
final class ServerCosts {
  private static final String VERIFIED = "callsign_verifications_total{outcome=\"verified\"}";
  private static final String HEAP = "jvm_memory_used_bytes{area=\"heap\"";
  private static final double NANOS = 1e9;
  private static final long MEBIBYTE = 1024L * 1024;

  private final DirectoryProcess directory;
  private final LabPostgres postgres;

  ServerCosts(DirectoryProcess directory, LabPostgres postgres) {
    this.directory = directory;
    this.postgres = postgres;
  }

  /**
   * Sums since the beginning, or between two readings.
   *
   * @param seconds of the clock
   * @param verified verifications without a failure
   * @param directory seconds of processor time of the directory
   * @param database of all processes of the database
   * @param lab of this process
   */
  record Reading(double seconds, double verified, double directory, double database, double lab) {
    Reading minus(Reading before) {
      return new Reading(
          seconds - before.seconds,
          verified - before.verified,
          directory - before.directory,
          database - before.database,
          lab - before.lab);
    }
  }

  Reading read() {
    double verified = metric(VERIFIED);
    return new Reading(
        System.nanoTime() / NANOS,
        verified,
        cpu(Stream.of(directory.handle())),
        cpu(Stream.concat(Stream.of(postgres.handle()), postgres.handle().descendants())),
        cpu(Stream.of(ProcessHandle.current())));
  }

  /** The heap that is in use right after a collection. */
  long liveHeapMebibytes() throws IOException, InterruptedException {
    Process collection =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(directory.handle().pid()),
                "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (collection.waitFor() != 0) {
      throw new IllegalStateException("the heap of the directory cannot be collected");
    }
    return (long) metric(HEAP) / MEBIBYTE;
  }

  /** The sum of all lines that begin so. */
  private double metric(String prefix) {
    return directory
        .metrics()
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static double cpu(Stream<ProcessHandle> processes) {
    return processes
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .mapToDouble(duration -> duration.toNanos() / NANOS)
        .sum();
  }
}
