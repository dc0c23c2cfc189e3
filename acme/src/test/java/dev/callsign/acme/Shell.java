package dev.callsign.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.acme.keys.PassphrasePrompt;
import dev.callsign.acme.run.Pause;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Runs the agent's command line in this process, as a shell would, at an instant of its own. */
public final class Shell {

  /** With a fraction, because nothing that is signed may have one. */
  public static final Instant NOW = Instant.parse("2026-11-21T10:00:00.250Z");

  private final Clock clock;
  private final Map<String, String> environment;
  private final @Nullable PassphrasePrompt prompt;
  private final Pause pause;

  private Shell(
      Clock clock,
      Map<String, String> environment,
      @Nullable PassphrasePrompt prompt,
      Pause pause) {
    this.clock = clock;
    this.environment = environment;
    this.prompt = prompt;
    this.pause = pause;
  }

  /** A shell at {@link #NOW}. */
  public static Shell now() {
    return at(NOW);
  }

  /** A shell at another instant. */
  public static Shell at(Instant instant) {
    return at(Clock.fixed(instant, ZoneOffset.UTC));
  }

  /** A shell with a clock; nobody at a terminal, nothing in the environment. */
  public static Shell at(Clock clock) {
    return new Shell(clock, Map.of(), null, _ -> false);
  }

  /** This shell with an environment variable. */
  public Shell with(String name, Object value) {
    return new Shell(clock, Map.of(name, value.toString()), prompt, pause);
  }

  /** This shell with somebody at the terminal, who answers one question after the other. */
  public Shell answering(String... answers) {
    Iterator<String> next = List.of(answers).iterator();
    return new Shell(
        clock, environment, _ -> next.hasNext() ? next.next().toCharArray() : null, pause);
  }

  /** This shell with another way to wait between rounds. */
  public Shell pausing(Pause otherPause) {
    return new Shell(clock, environment, prompt, otherPause);
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
        CallsignAcme.commandLine(
                new CallsignAcme.Surroundings(
                    clock, new SecureRandom(), environment, prompt, pause))
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
      assertThat(err.lines()).as(toString()).hasSize(1);
      failsInDetailWith(expectedExitCode, parts);
    }

    /** As above, where more lines follow the first. */
    public void failsInDetailWith(int expectedExitCode, String... parts) {
      assertThat(exitCode).as(toString()).isEqualTo(expectedExitCode);
      assertThat(err).startsWith("callsign-acme: ").doesNotContain("\tat ").contains(parts);
    }
  }

  /** These arguments and then those. */
  public static Object[] join(Object[] first, Object... then) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(then)).toArray();
  }
}
