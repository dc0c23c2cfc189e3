package dev.callsign.acme.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.callsign.acme.cli.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an answer other than the one that was asked for: what it means for the caller. Problem
 * documents (RFC 9457) are shown by title and detail, their {@code errors} one line each.
 */
public final class Refusal {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String PROBLEM = "application/problem+json";

  /** Errors of one problem that are shown: nobody reads more of them. */
  private static final int MAX_ERRORS = 20;

  private static final int TOO_MANY_REQUESTS = 429;

  private final Answer answer;
  private final JsonNode problem;

  private Refusal(Answer answer) {
    this.answer = answer;
    boolean isProblem = answer.header("Content-Type").orElse("").startsWith(PROBLEM);
    this.problem = isProblem ? parse(answer.body()) : MissingNode.getInstance();
  }

  /** The failure that this answer is. */
  public static DirectoryFailure of(Answer answer) {
    return new Refusal(answer).failure();
  }

  /** What the answer says, for a person: status, title and detail. */
  public static String said(Answer answer) {
    return new Refusal(answer).said();
  }

  private DirectoryFailure failure() {
    int status = answer.status();
    if (status == TOO_MANY_REQUESTS || status >= 500) {
      String when =
          answer
              .header("Retry-After")
              .map(value -> "; it asks to wait (Retry-After: " + value + ")")
              .orElse("");
      return failure(ExitCode.TRY_LATER, "the directory cannot answer now: " + said() + when);
    }
    return status >= 300 && status < 400
        ? failure(
            ExitCode.BAD_CONFIGURATION, "the directory has moved, give its new URL: " + said())
        : failure(ExitCode.BAD_INPUT, "the directory refused: " + said());
  }

  private DirectoryFailure failure(ExitCode exitCode, String message) {
    return new DirectoryFailure(exitCode, message, errors(), answer.status(), slug(), retryAfter());
  }

  /** What follows the {@code #} of the type (docs/problems.md). */
  private String slug() {
    String type = problem.path("type").asText("");
    int hash = type.indexOf('#');
    return hash < 0 ? "" : type.substring(hash + 1);
  }

  private String said() {
    String status = "status " + answer.status();
    if (problem.isMissingNode()) {
      return answer
          .header("Location")
          .map(location -> status + " to " + location)
          .orElse(status + ", without a problem document: is this a directory?");
    }
    String title = problem.path("title").asText("");
    String detail = problem.path("detail").asText("");
    return title.isEmpty() && detail.isEmpty()
        ? status
        : status + ", " + title + (detail.isEmpty() ? "" : ": " + detail);
  }

  private List<String> errors() {
    List<String> lines = new ArrayList<>();
    for (JsonNode error : problem.path("errors")) {
      if (lines.size() == MAX_ERRORS) {
        lines.add("and " + (problem.path("errors").size() - MAX_ERRORS) + " more");
        break;
      }
      String member = error.path("member").asText("");
      lines.add(
          (member.isEmpty() ? "" : member + " ")
              + error.path("slug").asText("")
              + ": "
              + error.path("detail").asText(""));
    }
    return lines;
  }

  private Duration retryAfter() {
    String value = answer.header("Retry-After").orElse("");
    return value.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(value)) : Duration.ZERO;
  }

  private static JsonNode parse(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (IOException e) {
      return MAPPER.createObjectNode();
    }
  }
}
