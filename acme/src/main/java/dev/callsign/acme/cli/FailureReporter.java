package dev.callsign.acme.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Turns everything that ends a command early into one line on the error stream, one more for each
 * detail of it, and an exit code; with {@code --json} also into one JSON object on the output
 * stream. Never prints a stack trace.
 */
public final class FailureReporter
    implements IParameterExceptionHandler, IExecutionExceptionHandler {

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String advice = " (see " + command.getCommandSpec().qualifiedName() + " --help)";
    return report(
        command,
        Arrays.asList(args).contains(OutputOptions.JSON),
        ExitCode.BAD_CONFIGURATION,
        e.getMessage() + advice,
        List.of());
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult all) {
    boolean json = command.getParseResult().hasMatchedOption(OutputOptions.JSON);
    return e instanceof CommandFailure failure
        ? report(command, json, failure.exitCode(), failure.message(), failure.details())
        : report(command, json, ExitCode.INTERNAL_ERROR, "internal error: " + e, List.of());
  }

  private static int report(
      CommandLine command, boolean json, ExitCode exitCode, String message, List<String> details) {
    if (json) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      object.put("error", message).put("exit_code", exitCode.number());
      if (!details.isEmpty()) {
        details.forEach(object.putArray("details")::add);
      }
      command.getOut().println(object);
      command.getOut().flush();
    }
    command.getErr().println("callsign-acme: " + PlainText.line(message));
    details.forEach(detail -> command.getErr().println("  " + PlainText.line(detail)));
    command.getErr().flush();
    return exitCode.number();
  }
}
