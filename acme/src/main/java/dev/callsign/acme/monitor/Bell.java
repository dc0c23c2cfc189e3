package dev.callsign.acme.monitor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.cli.PlainText;
import dev.callsign.acme.run.Pause;
import dev.callsign.name.Callsign;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells the owner: lines on the output stream, or with {@code --json} one object each, with {@code
 * at}, {@code event} ({@code alarm}, {@code entry}, {@code failed} or {@code monitor}), {@code
 * about} and {@code text}; alarms also through the hook. A stream that takes no more does not end
 * the monitor, as there is the hook. Not safe for concurrent use.
 */
final class Bell {

  /** Tries of one alarm: a mail server restarts within them. */
  static final int HOOK_TRIES = 3;

  /** Before the second try; before the third it is ten times as long. */
  static final Duration HOOK_RETRY = Duration.ofSeconds(1);

  /** Calls of the hook in one round: a hostile directory shall not fill a mailbox. */
  static final int MAX_CALLS = 20;

  private final OutputOptions output;
  private final Callsign callsign;
  private final @Nullable AlarmHook hook;
  private final Clock clock;
  private final Pause pause;
  private int calls;
  private int alarms;
  private int alarmsOfRound;

  Bell(
      OutputOptions output, Callsign callsign, @Nullable AlarmHook hook, Clock clock, Pause pause) {
    this.output = output;
    this.callsign = callsign;
    this.hook = hook;
    this.clock = clock;
    this.pause = pause;
  }

  /** A round begins: the hook may be called again. */
  void newRound() {
    calls = 0;
    alarmsOfRound = 0;
  }

  /** How many alarms there were in this round. */
  int alarmsOfRound() {
    return alarmsOfRound;
  }

  /** How many alarms there were so far. */
  int alarms() {
    return alarms;
  }

  /**
   * Tells of an alarm.
   *
   * @throws CommandFailure {@code TRY_LATER}: we were told to end before the hook was through, and
   *     the alarm has to be told again
   */
  void ring(Alarm alarm) throws CommandFailure {
    alarms++;
    alarmsOfRound++;
    ObjectNode json = json("alarm", callsign.aLabel());
    alarm.writeTo(json);
    print(
        json,
        List.of(
            now() + " " + callsign + ": ALARM " + PlainText.line(alarm.text()),
            "  what to do: " + PlainText.line(alarm.next())));
    if (hook != null) {
      call(hook, alarm, json.toString());
    }
  }

  private void call(AlarmHook program, Alarm alarm, String json) throws CommandFailure {
    calls++;
    if (calls > MAX_CALLS) {
      if (calls == MAX_CALLS + 1) {
        fail("more than " + MAX_CALLS + " alarms at once: the rest is told here alone");
      }
      return;
    }
    String entry = alarm.entry() == null ? "-" : alarm.entry().toString();
    Duration wait = HOOK_RETRY;
    for (int tries = 1; ; tries++) {
      Optional<String> trouble;
      try {
        trouble = program.call(alarm.kind(), callsign.aLabel(), entry, json);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ending();
      }
      if (trouble.isEmpty()) {
        return;
      }
      fail(trouble.get());
      if (tries == HOOK_TRIES) {
        return;
      }
      if (!pause.pause(wait)) {
        throw ending();
      }
      wait = wait.multipliedBy(10);
    }
  }

  private static CommandFailure ending() {
    return new CommandFailure(ExitCode.TRY_LATER, "told to end while passing an alarm on");
  }

  /** Tells of something that is no alarm. */
  void note(String event, String text) {
    print(
        json(event, callsign.aLabel()).put("text", PlainText.line(text)),
        List.of(now() + " " + callsign + ": " + PlainText.line(text)));
  }

  /** Tells of a failure that does not end the monitor. */
  void fail(CommandFailure failure) {
    String details =
        failure.details().isEmpty() ? "" : " [" + String.join("; ", failure.details()) + "]";
    fail(failure.message() + details);
  }

  private void fail(String text) {
    note("failed", "failed: " + text);
  }

  private ObjectNode json(String event, String about) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("at", now())
        .put("event", event)
        .put("about", about);
  }

  private void print(ObjectNode json, List<String> lines) {
    try {
      output.print(json, lines);
    } catch (CommandFailure e) {
      // Nobody listens here. There is the hook.
    }
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
