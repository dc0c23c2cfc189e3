package dev.callsign.bench;

import dev.callsign.demo.DirectoryProcess;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Claims and public bundles of the packaged directory on PostgreSQL, beside what the same database
 * and framework do at best on the same machine in the same run: the SQL of a claim without anything
 * around it, one DELETE over HTTP, and an answer of the same length that never changes.
 *
 * <p>Rounds of the two sides alternate; medians count. Rounds that are not counted come first,
 * until the compilers of both processes have seen what there is to see.
 */
public final class DirectoryBench {
  private static final int WARM_UP_ROUNDS = 4;
  private static final int ROUNDS = 5;
  private static final int SECONDS = 3;
  private static final double CLAIM_TARGET = 0.5;
  private static final double LOOKUP_TARGET = 0.8;

  private final Wrk wrk;
  private final DirectoryProcess directory;
  private final DirectoryProcess ceiling;
  private final PrintStream out;

  private DirectoryBench(
      Wrk wrk, DirectoryProcess directory, DirectoryProcess ceiling, PrintStream out) {
    this.wrk = wrk;
    this.directory = directory;
    this.ceiling = ceiling;
    this.out = out;
  }

  /**
   * Runs the benchmark.
   *
   * @param args {@code quarkus-run.jar} of the directory for PostgreSQL and of the ceiling, and a
   *     folder for what they write
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (!Wrk.isInstalled()) {
      throw new IllegalStateException(Wrk.MISSING);
    }
    Path folder =
        Files.createTempDirectory(Files.createDirectories(Path.of(args[2])), "directory-");
    try (Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom());
        LabPostgres postgres = LabPostgres.start();
        DirectoryProcess directory =
            DirectoryProcess.start(
                Path.of(args[0]),
                folder.resolve("directory"),
                DirectoryProcess.Ports.free(),
                settings(lab, postgres, folder));
        HttpClient http = HttpClient.newHttpClient()) {
      Population population = Population.of(lab, directory, http, System.out);
      Map<String, String> ceilingSettings = new LinkedHashMap<>(postgres.jdbcProperties());
      ceilingSettings.put("ceiling.bytes", Integer.toString(population.bundleBytes()));
      ceilingSettings.put("ceiling.targets", Integer.toString(Population.TARGETS));
      try (DirectoryProcess ceiling =
          DirectoryProcess.start(
              Path.of(args[1]),
              folder.resolve("ceiling"),
              DirectoryProcess.Ports.free(),
              ceilingSettings)) {
        DirectoryBench bench = new DirectoryBench(new Wrk(folder), directory, ceiling, System.out);
        bench.claims(population, folder);
        bench.lookups(population, folder);
      }
    }
  }

  private static Map<String, String> settings(Lab lab, LabPostgres postgres, Path folder) {
    Map<String, String> settings =
        new LinkedHashMap<>(lab.directoryProperties(lab.writeAnchor(folder.resolve("anchor.pem"))));
    settings.putAll(postgres.jdbcProperties());
    // All hosts of the lab are of one registrable domain.
    settings.put("callsign.claims.burst", "1000000");
    settings.put("callsign.claims.hourly", "1000000");
    return settings;
  }

  private void claims(Population population, Path folder) throws IOException, InterruptedException {
    Path statements = population.writeBareClaims(folder.resolve("bare-claims"));
    List<Wrk.Result> measured = new ArrayList<>();
    List<Wrk.Result> bare = new ArrayList<>();
    List<Wrk.Result> single = new ArrayList<>();
    for (int round = 1 - WARM_UP_ROUNDS; round <= ROUNDS; round++) {
      if (round == 1) {
        population.refill();
      }
      Path claims = population.writeClaims(folder.resolve("claims"));
      Wrk.Result result = wrk.run(directory.base(), claims, true, SECONDS);
      Wrk.Result sql = new Wrk.Result(bareClaims(), 0, 0);
      Wrk.Result one = wrk.run(ceiling.base(), statements, false, SECONDS);
      out.printf(
          Locale.ROOT,
          "claims, bare SQL, round %s: %.0f/s%n",
          round > 0 ? Integer.toString(round) : "not counted",
          sql.perSecond());
      note("claims", round, result, one);
      if (round > 0) {
        measured.add(result);
        bare.add(sql);
        single.add(one);
      }
    }
    say("claims", measured, "a single DELETE in their place", single, "no target");
    say("claims", measured, "their bare SQL", bare, target(CLAIM_TARGET));
  }

  private double bareClaims() {
    return Double.parseDouble(ceiling.post("/bare-claims/" + SECONDS).body());
  }

  private void lookups(Population population, Path folder)
      throws IOException, InterruptedException {
    Path bundles = population.writeLookups(folder.resolve("lookups"));
    Path constant = Files.writeString(folder.resolve("constant"), "GET\t/constant\t\n");
    List<Wrk.Result> measured = new ArrayList<>();
    List<Wrk.Result> ceilings = new ArrayList<>();
    for (int round = 1 - WARM_UP_ROUNDS; round <= ROUNDS; round++) {
      Wrk.Result result = wrk.run(directory.base(), bundles, false, SECONDS);
      Wrk.Result best = wrk.run(ceiling.base(), constant, false, SECONDS);
      note("bundles", round, result, best);
      if (round > 0) {
        measured.add(result);
        ceilings.add(best);
      }
    }
    say("bundles", measured, "constant answers", ceilings, target(LOOKUP_TARGET));
  }

  private void note(String what, int round, Wrk.Result result, Wrk.Result best) {
    out.printf(
        Locale.ROOT,
        "%s, round %s: %.0f/s (p50 %d us, p99 %d us) beside %.0f/s (p50 %d us, p99 %d us)%n",
        what,
        round > 0 ? Integer.toString(round) : "not counted",
        result.perSecond(),
        result.median(),
        result.p99(),
        best.perSecond(),
        best.median(),
        best.p99());
  }

  private void say(
      String what,
      List<Wrk.Result> measured,
      String ceilingName,
      List<Wrk.Result> ceilings,
      String target) {
    double result = median(measured);
    double best = median(ceilings);
    out.printf(
        Locale.ROOT,
        "%s: %.0f/s, %s %.0f/s, ratio %.2f (%s)%n",
        what,
        result,
        ceilingName,
        best,
        result / best,
        target);
  }

  private static String target(double ratio) {
    return String.format(Locale.ROOT, "target %.2f", ratio);
  }

  private static double median(List<Wrk.Result> results) {
    return results.stream().map(Wrk.Result::perSecond).sorted().toList().get(results.size() / 2);
  }
}
