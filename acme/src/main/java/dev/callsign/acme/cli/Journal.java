package dev.callsign.acme.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * Writes one line for each event to the output stream, with {@code --json} one JSON object: {@code
 * at}, {@code event}, {@code about} (a device, or the agent itself), {@code text}, and with
 * failures {@code exit_code}. A stream that takes no more does not end the agent.
 */
public final class Journal {
  private final OutputOptions output;
  private final Clock clock;

  /** What happened. */
  public enum Event {
    /** The agent started, or ends. */
    AGENT,
    /** Something was uploaded. */
    UPLOADED,
    /** There was nothing to do. */
    QUIET,
    /** Something is about to be done for the certificate. */
    STEP,
    /** The owner has to know this. */
    ALARM,
    /** Something to know that needs nothing. */
    REMARK,
    /** It did not work, and will be tried again. */
    FAILED
  }

  /** A journal on the output of a command. */
  public Journal(OutputOptions output, Clock clock) {
    this.output = output;
    this.clock = clock;
  }

  /** Writes a line. */
  public void write(Event event, String about, String text) {
    print(json(event, about, text), about + ": " + text);
  }

  /** Writes down that something failed, with all its causes. */
  public void writeFailure(String about, CommandFailure failure) {
    String text = failure.message();
    if (!failure.details().isEmpty()) {
      text += " [" + String.join("; ", failure.details()) + "]";
    }
    ObjectNode json = json(Event.FAILED, about, text);
    json.put("exit_code", failure.exitCode().number());
    print(json, about + ": failed: " + text);
  }

  private ObjectNode json(Event event, String about, String text) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("at", now())
        .put("event", event.name().toLowerCase(Locale.ROOT))
        .put("about", about)
        .put("text", text);
  }

  private void print(ObjectNode json, String line) {
    try {
      output.print(json, List.of(now() + " " + PlainText.line(line)));
    } catch (CommandFailure e) {
      // Nobody listens. The keys matter more.
    }
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
