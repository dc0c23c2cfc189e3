package dev.callsign.bundle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks what {@code GET /v1/callsigns/{d}} answered, with nothing but the public web PKI.
 *
 * <p>Everything is recomputed from the statement in the answer: the directory's own report, state
 * and dates are not believed and not even read. A pure function of its arguments; safe for
 * concurrent use. It does NOT prove that the statement is the latest one: for that a caller keeps
 * what he saw last and passes it as {@code recorded}.
 */
public final class AnswerVerifier {

  /** Bytes of the largest answer that is read; a real one is about 20,000. */
  public static final int MAX_BYTES = 256 * 1024;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final StatementVerifier statements;

  /** A verifier that judges by {@code policy}. */
  public AnswerVerifier(VerificationPolicy policy) {
    this.statements = new StatementVerifier(policy);
  }

  /**
   * Verifies that {@code answer} is about {@code asked} and that its devices are those of a
   * statement that may be believed at one instant.
   *
   * @param answer the body, JSON in UTF-8 without a byte order mark (RFC 8259 §8.1)
   * @param asked the callsign that was looked up
   * @param recorded the last statement the caller accepted for it; null when there is none
   * @return never throws for bad input
   */
  public AnswerVerdict verify(
      byte[] answer, Callsign asked, @Nullable RecordedStatement recorded, Instant at) {
    if (answer.length > MAX_BYTES) {
      return new AnswerVerdict.Unreadable("an answer has at most " + MAX_BYTES + " bytes");
    }
    JsonNode json;
    try {
      // As text: given bytes, Jackson would also take UTF-16 and UTF-32, which others cannot read.
      json =
          MAPPER.readTree(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(answer)).toString());
    } catch (IOException e) {
      return new AnswerVerdict.Unreadable("the answer is not UTF-8 JSON with distinct members");
    }
    JsonNode statement = json.path("statement");
    if (!statement.isTextual()) {
      return new AnswerVerdict.Unreadable("the answer has no 'statement'");
    }
    StatementVerdict verdict =
        statements.verify(asked, statement.textValue(), Observation.offline(recorded), at);
    VerificationReport report =
        new VerificationReport(asked.aLabel(), at, null, verdict.findings());
    return switch (verdict) {
      case StatementVerdict.Rejected rejected -> new AnswerVerdict.Rejected(report);
      case StatementVerdict.Verified verified -> compare(json, verified.statement(), report);
    };
  }

  private static AnswerVerdict compare(
      JsonNode json, VerifiedStatement statement, VerificationReport report) {
    if (!json.path("callsign").asText().equals(statement.callsign().aLabel())) {
      return new AnswerVerdict.Contradicted(report, "'callsign' is not the name asked for");
    }
    List<String> signed =
        statement.statement().devices().stream()
            .map(
                device ->
                    line(
                        String.valueOf(device.id()),
                        String.valueOf(device.registrationId()),
                        Base64.getEncoder().encodeToString(device.identityKey().encode())))
            .sorted()
            .toList();
    // Numbers as they are spelled: a foreign reader may not take 1.0 or 4294967297 for 1.
    List<String> answered =
        json.path("devices")
            .valueStream()
            .map(
                device ->
                    line(
                        device.path("device_id").toString(),
                        device.path("registration_id").toString(),
                        device.path("identity_key").asText()))
            .sorted()
            .toList();
    return answered.equals(signed)
        ? new AnswerVerdict.Verified(new VerifiedAnswer(statement, report))
        : new AnswerVerdict.Contradicted(
            report, "'devices' are not the devices of the signed statement");
  }

  private static String line(String id, String registrationId, String identityKey) {
    return id + " " + registrationId + " " + identityKey;
  }
}
