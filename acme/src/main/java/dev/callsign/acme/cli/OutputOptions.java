package dev.callsign.acme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command prints to, and whether for a person or for a program. */
@SuppressWarnings("NullAway.Init") // picocli sets the field before the command runs
public final class OutputOptions {

  static final String JSON = "--json";

  @Option(names = JSON, description = "Print one JSON object instead of text.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Prints the result: {@code object} on one line, or {@code lines} for a person.
   *
   * @throws CommandFailure {@code TRY_LATER} when the output stream did not take it all
   */
  public void print(JsonNode object, List<String> lines) throws CommandFailure {
    var out = command.commandLine().getOut();
    if (json) {
      out.println(object);
    } else {
      lines.forEach(out::println);
    }
    if (out.checkError()) {
      throw new CommandFailure(ExitCode.TRY_LATER, "cannot write to standard output");
    }
  }

  /** Prints {@code lines} for a person before there is a result; nothing with {@code --json}. */
  public void show(List<String> lines) {
    if (!json) {
      var out = command.commandLine().getOut();
      lines.forEach(out::println);
      out.flush();
    }
  }

  /** Prints a remark for a person on the error stream. */
  public void note(String remark) {
    var err = command.commandLine().getErr();
    err.println("note: " + PlainText.line(remark));
    err.flush();
  }

  /** Prints why the command fails on the error stream, after its result has been printed. */
  public void complain(String reason) {
    var err = command.commandLine().getErr();
    err.println("callsign-acme: " + PlainText.line(reason));
    err.flush();
  }
}
