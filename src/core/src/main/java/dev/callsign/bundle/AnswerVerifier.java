package dev.callsign.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.name.Callsign;
import dev.callsign.report.VerificationReport;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.statement.VerifiedStatement;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
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

  private static final Comparator<DeviceLine> ORDER =
      Comparator.comparing(DeviceLine::deviceId)
          .thenComparing(DeviceLine::registrationId)
          .thenComparing(DeviceLine::identityKey);

  private final AnswerReader reader;

  /** A verifier that judges by {@code policy}. */
  public AnswerVerifier(VerificationPolicy policy) {
    this.reader = new AnswerReader(policy, MAX_BYTES);
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
    return switch (reader.read(answer, asked, recorded, at)) {
      case AnswerReader.Reading.Unreadable(String detail) -> new AnswerVerdict.Unreadable(detail);
      case AnswerReader.Reading.Rejected(VerificationReport report) ->
          new AnswerVerdict.Rejected(report);
      case AnswerReader.Reading.Believed(
              JsonNode json,
              VerifiedStatement statement,
              VerificationReport report) ->
          compare(json, statement, report);
    };
  }

  private static AnswerVerdict compare(
      JsonNode json, VerifiedStatement statement, VerificationReport report) {
    if (!json.path("callsign").asText().equals(statement.callsign().aLabel())) {
      return new AnswerVerdict.Contradicted(report, "'callsign' is not the name asked for");
    }
    List<DeviceLine> signed = sorted(statement.statement().devices().stream().map(DeviceLine::of));
    List<DeviceLine> answered = sorted(AnswerReader.devices(json).stream().map(DeviceLine::of));
    return answered.equals(signed)
        ? new AnswerVerdict.Verified(new VerifiedAnswer(statement, report))
        : new AnswerVerdict.Contradicted(
            report, "'devices' are not the devices of the signed statement");
  }

  private static List<DeviceLine> sorted(Stream<DeviceLine> devices) {
    return devices.sorted(ORDER).toList();
  }
}
