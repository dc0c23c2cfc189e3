package dev.callsign.bundle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.callsign.name.Callsign;
import dev.callsign.report.VerificationReport;
import dev.callsign.statement.Observation;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.StatementVerdict;
import dev.callsign.statement.StatementVerifier;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.statement.VerifiedStatement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all answers have in common: bytes that are JSON, around a statement that may be believed.
 */
final class AnswerReader {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final StatementVerifier statements;
  private final int maxBytes;

  /** A reader of at most {@code maxBytes} that judges statements by {@code policy}. */
  AnswerReader(VerificationPolicy policy, int maxBytes) {
    this.statements = new StatementVerifier(policy);
    this.maxBytes = maxBytes;
  }

  /** What the bytes are. */
  sealed interface Reading {

    /**
     * The statement verifies; nothing else in the answer has been looked at.
     *
     * @param report the findings about the statement, none of them a failure
     */
    record Believed(JsonNode json, VerifiedStatement statement, VerificationReport report)
        implements Reading {}

    /** The statement does not verify. */
    record Rejected(VerificationReport report) implements Reading {}

    /** No answer at all. */
    record Unreadable(String detail) implements Reading {}
  }

  /** Reads {@code answer} and verifies that its statement is one of {@code asked}. */
  Reading read(byte[] answer, Callsign asked, @Nullable RecordedStatement recorded, Instant at) {
    if (answer.length > maxBytes) {
      return new Reading.Unreadable("an answer has at most " + maxBytes + " bytes");
    }
    JsonNode json;
    try {
      // As text: given bytes, Jackson would also take UTF-16 and UTF-32, which others cannot read.
      json =
          MAPPER.readTree(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(answer)).toString());
    } catch (IOException e) {
      return new Reading.Unreadable("the answer is not UTF-8 JSON with distinct members");
    }
    JsonNode statement = json.path("statement");
    if (!statement.isTextual()) {
      return new Reading.Unreadable("the answer has no 'statement'");
    }
    StatementVerdict verdict =
        statements.verify(asked, statement.textValue(), Observation.offline(recorded), at);
    VerificationReport report =
        new VerificationReport(asked.aLabel(), at, null, verdict.findings());
    return switch (verdict) {
      case StatementVerdict.Rejected rejected -> new Reading.Rejected(report);
      case StatementVerdict.Verified verified ->
          new Reading.Believed(json, verified.statement(), report);
    };
  }

  /** The elements of {@code devices}; none when it is anything but a list. */
  static List<JsonNode> devices(JsonNode answer) {
    return answer.path("devices") instanceof ArrayNode devices
        ? devices.valueStream().toList()
        : List.of();
  }
}
