package dev.callsign.acme.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.name.Callsign;
import java.io.IOException;
import java.net.http.HttpResponse;

/**
 * Reads an answer other than 200: what it means for the caller and what he can do about it. Problem
 * documents (RFC 9457) are shown by title and detail.
 */
final class Refusal {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String PROBLEM = "application/problem+json";

  private final DirectoryAddress directory;
  private final Callsign callsign;

  Refusal(DirectoryAddress directory, Callsign callsign) {
    this.directory = directory;
    this.callsign = callsign;
  }

  /** The failure that this answer is. */
  CommandFailure of(HttpResponse<?> response, byte[] body) {
    int status = response.statusCode();
    String said = said(response, body);
    return switch (status) {
      case 404 -> new CommandFailure(ExitCode.BAD_INPUT, notRegistered(said));
      case 410 -> new CommandFailure(ExitCode.BAD_INPUT, callsign + " is gone: " + said);
      case 429 -> tryLater(response, said);
      default -> {
        if (status >= 500) {
          yield tryLater(response, said);
        }
        if (status >= 300 && status < 400) {
          yield new CommandFailure(
              ExitCode.BAD_CONFIGURATION, "the directory has moved, give its new URL: " + said);
        }
        yield new CommandFailure(ExitCode.BAD_INPUT, "the directory refused: " + said);
      }
    };
  }

  private String notRegistered(String said) {
    return callsign
        + " is not registered at "
        + directory
        + " ("
        + said
        + "); register it with: curl -X POST -H 'Content-Type: application/json' -d '{\"domain\":\""
        + callsign
        + "\"}' "
        + directory.callsigns();
  }

  private static CommandFailure tryLater(HttpResponse<?> response, String said) {
    String when =
        response
            .headers()
            .firstValue("Retry-After")
            .map(value -> "; it asks to wait (Retry-After: " + value + ")")
            .orElse("");
    return new CommandFailure(
        ExitCode.TRY_LATER, "the directory cannot answer now: " + said + when);
  }

  private static String said(HttpResponse<?> response, byte[] body) {
    String status = "status " + response.statusCode();
    boolean problem = response.headers().firstValue("Content-Type").orElse("").startsWith(PROBLEM);
    if (!problem) {
      return response
          .headers()
          .firstValue("Location")
          .map(location -> status + " to " + location)
          .orElse(status + ", without a problem document: is this a directory?");
    }
    JsonNode document = parse(body);
    String title = document.path("title").asText("");
    String detail = document.path("detail").asText("");
    return title.isEmpty() && detail.isEmpty()
        ? status
        : status + ", " + title + (detail.isEmpty() ? "" : ": " + detail);
  }

  private static JsonNode parse(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }
}
