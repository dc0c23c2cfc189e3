package dev.callsign.fuzz;

import java.util.Map;

/** What Jazzer starts: hands its inputs to the target that is named on the command line. */
public final class Fuzzer {

  private static FuzzTarget target = input -> false;

  private Fuzzer() {}

  /**
   * Called once by Jazzer.
   *
   * @param arguments the name of a target, nothing else
   */
  public static void fuzzerInitialize(String[] arguments) {
    Map<String, FuzzTarget> targets = FuzzTarget.all();
    FuzzTarget named = arguments.length == 1 ? targets.get(arguments[0]) : null;
    if (named == null) {
      throw new IllegalArgumentException("-Dfuzz.target is one of " + targets.keySet());
    }
    target = named;
  }

  /** Called by Jazzer with one input after the other. */
  public static void fuzzerTestOneInput(byte[] input) {
    target.accepts(input);
  }
}
