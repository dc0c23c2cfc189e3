package dev.callsign.bench;

import dev.callsign.demo.DirectoryProcess;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;

/**
 * How many callsigns the packaged directory on PostgreSQL keeps verified, beside its own verifier
 * without DNS, TLS, HTTP and database: all hosts are due all the time, and it checks as many as it
 * can. Then the same with a million rows more, of which none is due.
 *
 * <p>A second is one of processor time of the directory: the hosts, their DNS and the database work
 * on the same processors. Rounds that are not counted come first, until the compilers have seen
 * what there is to see; medians count.
 */
public final class TrackerBench {

  /** Twice as many as the JDK remembers certificates (see {@link CapturedInputs}). */
  private static final int HOSTS = 1500;

  private static final int MORE_ROWS = 1_000_000;
  private static final int REGISTRATIONS_AT_ONCE = 8;
  private static final int WARM_UP_ROUNDS = 6;
  private static final int ROUNDS = 5;
  private static final int SECONDS = 10;
  private static final double TARGET = 0.7;
  private static final double MICROS = 1e6;

  private final ServerCosts costs;
  private final VerifierAlone verifier;
  private final PrintStream out;

  private TrackerBench(ServerCosts costs, VerifierAlone verifier, PrintStream out) {
    this.costs = costs;
    this.verifier = verifier;
    this.out = out;
  }

  /**
   * Runs the benchmark.
   *
   * @param args {@code quarkus-run.jar} of the directory for PostgreSQL, and a folder for what it
   *     writes
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory(Files.createDirectories(Path.of(args[1])), "tracker-");
    try (Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom());
        LabPostgres postgres = LabPostgres.start();
        DirectoryProcess directory =
            DirectoryProcess.start(
                Path.of(args[0]),
                folder.resolve("directory"),
                DirectoryProcess.Ports.free(),
                settings(lab, postgres, folder));
        TrackedRows rows = new TrackedRows(postgres)) {
      register(lab, directory);
      System.out.println(HOSTS + " callsigns are registered");
      TrackerBench bench =
          new TrackerBench(
              new ServerCosts(directory, postgres), new VerifierAlone(lab), System.out);
      bench.warmUp();
      bench.measure();
      bench.look(rows);
      rows.add(MORE_ROWS);
      bench.measure();
      bench.look(rows);
    }
  }

  private static Map<String, String> settings(Lab lab, LabPostgres postgres, Path folder) {
    Map<String, String> settings =
        new LinkedHashMap<>(lab.directoryProperties(lab.writeAnchor(folder.resolve("anchor.pem"))));
    settings.putAll(postgres.jdbcProperties());
    settings.put("callsign.signing-key", folder.resolve("directory-key.pem").toString());
    // Everybody is due again before all have been checked once.
    settings.put("callsign.renewal.recheck", "1s");
    settings.put("callsign.renewal.tick", "50ms");
    settings.put("quarkus.log.level", "WARN");
    return settings;
  }

  /** Each below a registrable domain of its own, as most are. */
  private static void register(Lab lab, DirectoryProcess directory) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(REGISTRATIONS_AT_ONCE)) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < HOSTS; i++) {
        String name = lab.host("host.callsign" + i + ".test").callsign().aLabel();
        answers.add(threads.submit(() -> directory.register(name)));
      }
      for (Future<HttpResponse<String>> answer : answers) {
        if (answer.get().statusCode() != 201) {
          throw new IllegalStateException("a registration failed: " + answer.get().body());
        }
      }
    }
  }

  /**
   * One round.
   *
   * @param perSecond checks a second of wall clock
   * @param directory processor time of the directory for each, in microseconds
   * @param database of the database
   * @param lab of the hosts
   * @param verifier of the verifier alone
   */
  private record Round(
      double perSecond, double directory, double database, double lab, double verifier) {}

  private void warmUp() throws InterruptedException {
    verifier.warmUp();
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      print("not counted", round());
    }
  }

  private void measure() throws InterruptedException {
    List<Round> rounds = new ArrayList<>();
    for (int i = 1; i <= ROUNDS; i++) {
      rounds.add(round());
      print(Integer.toString(i), rounds.getLast());
    }
    double directoryMicros = median(rounds, Round::directory);
    double verifierMicros = median(rounds, Round::verifier);
    out.printf(
        Locale.ROOT,
        "tracker: %.0f checks/s of the clock, %.0f/s of a processor of the directory, its verifier"
            + " alone %.0f/s, ratio %.2f (target %.2f)%n",
        median(rounds, Round::perSecond),
        MICROS / directoryMicros,
        MICROS / verifierMicros,
        verifierMicros / directoryMicros,
        TARGET);
  }

  private Round round() throws InterruptedException {
    double own = verifier.micros();
    ServerCosts.Reading before = costs.read();
    Thread.sleep(SECONDS * 1000L);
    ServerCosts.Reading spent = costs.read().minus(before);
    return new Round(
        spent.verified() / spent.seconds(),
        spent.directory() * MICROS / spent.verified(),
        spent.database() * MICROS / spent.verified(),
        spent.lab() * MICROS / spent.verified(),
        own);
  }

  private void print(String number, Round round) {
    out.printf(
        Locale.ROOT,
        "round %s: %.0f checks/s; each %.0f us of the directory, %.0f us of the database, %.0f us"
            + " of the hosts; the verifier alone %.0f us%n",
        number,
        round.perSecond(),
        round.directory(),
        round.database(),
        round.lab(),
        round.verifier());
  }

  /** What depends on the number of rows. */
  private void look(TrackedRows rows) throws SQLException, IOException, InterruptedException {
    out.printf(
        Locale.ROOT,
        "%d rows: taking 64 that are due %.2f ms, %s; heap of the directory %d MiB%n",
        rows.count(),
        rows.takeMillis(),
        rows.plan(),
        costs.liveHeapMebibytes());
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> of) {
    return rounds.stream().map(of::applyAsDouble).sorted().toList().get(rounds.size() / 2);
  }
}
