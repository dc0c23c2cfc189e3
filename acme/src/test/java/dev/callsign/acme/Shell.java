package dev.callsign.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs the agent's command line in this process, as a shell would, at an instant of its own. */
public final class Shell {

  /** With a fraction, because nothing that is signed may have one. */
  public static final Instant NOW = Instant.parse("2026-11-21T10:00:00.250Z");

  private final Clock clock;

  private Shell(Clock clock) {
    this.clock = clock;
  }

  /** A shell at {@link #NOW}. */
  public static Shell now() {
    return at(NOW);
  }

  /** A shell at another instant. */
  public static Shell at(Instant instant) {
    return new Shell(Clock.fixed(instant, ZoneOffset.UTC));
  }

  /** What it takes for the time. */
  public Clock clock() {
    return clock;
  }

  /** Runs one command; arguments are anything whose {@code toString} is the argument. */
  public Outcome run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        CallsignAcme.commandLine(clock, new SecureRandom())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    int exitCode =
        commandLine.execute(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  /** Runs a command that must succeed. */
  public Outcome runWell(Object... arguments) {
    Outcome outcome = run(arguments);
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    return outcome;
  }

  /** What a command left behind. */
  public record Outcome(int exitCode, String out, String err) {

    /** The one JSON object on the output stream. */
    public JsonNode json() throws JsonProcessingException {
      return new ObjectMapper().readTree(out);
    }

    /** Checks that the command failed with this exit code and one line that contains these. */
    public void failsWith(int expectedExitCode, String... parts) {
      assertThat(exitCode).as(toString()).isEqualTo(expectedExitCode);
      assertThat(err.lines()).as(toString()).hasSize(1);
      assertThat(err).startsWith("callsign-acme: ").doesNotContain("\tat ").contains(parts);
    }
  }

  /** These arguments and then those. */
  public static Object[] join(Object[] first, Object... then) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(then)).toArray();
  }
}
