package dev.callsign.bench;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs {@link VerifierBenchmark} and prints one line for each shape: medians over the iterations of
 * all forks, a second being one of processor time.
 */
public final class VerifierBench {

  private static final double TARGET = 0.70;
  private static final double NANOS = 1e9;
  private static final int WARMUPS = 1;
  private static final int MEASUREMENTS = 5;
  private static final TimeValue ITERATION = TimeValue.seconds(2);

  private VerifierBench() {}

  /** Takes the number of forks. */
  public static void main(String[] arguments) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(VerifierBenchmark.class.getName())
                    .jvmArgsAppend("--sun-misc-unsafe-memory-access=allow")
                    .shouldFailOnError(true)
                    .threads(1)
                    .forks(Integer.parseInt(arguments[0]))
                    .warmupIterations(WARMUPS)
                    .warmupTime(ITERATION)
                    .measurementIterations(MEASUREMENTS)
                    .measurementTime(ITERATION)
                    .build())
            .run();
    results.forEach(result -> System.out.println(line(result)));
  }

  private static String line(RunResult result) {
    return String.format(
        Locale.ROOT,
        "verifier: %.0f verifications/s, bare signatures %.0f/s, ratio %.2f (target %.2f), %s",
        median(result, i -> NANOS * count(i, "inputs") / count(i, "verification")),
        median(result, i -> NANOS * count(i, "inputs") / count(i, "bareSignatures")),
        median(result, i -> count(i, "bareSignatures") / count(i, "verification")),
        TARGET,
        result.getParams().getParam("shape"));
  }

  private static double median(RunResult result, ToDoubleFunction<IterationResult> of) {
    List<Double> sorted =
        result.getBenchmarkResults().stream()
            .flatMap(fork -> fork.getIterationResults().stream())
            .map(of::applyAsDouble)
            .sorted()
            .toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static double count(IterationResult iteration, String counter) {
    return Objects.requireNonNull(iteration.getSecondaryResults().get(counter)).getScore();
  }
}
