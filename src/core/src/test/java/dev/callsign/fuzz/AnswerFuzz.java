package dev.callsign.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.callsign.bundle.AnswerVerdict;
import dev.callsign.bundle.AnswerVerifier;
import dev.callsign.report.VerificationReport;
import dev.callsign.testing.TestPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;

/**
 * The input is what a directory answers for {@code alice.example}. Accepted are answers around the
 * good statements of docs/vectors.
 */
final class AnswerFuzz implements FuzzTarget {

  private final AnswerVerifier verifier =
      new AnswerVerifier(TestPolicy.chainsOf(FuzzWorld.vectorsTrust()));
  private final Instant at = FuzzWorld.vectorsAt();
  private final Set<String> vectors = Set.copyOf(FuzzWorld.vectors());

  @Override
  public boolean accepts(byte[] input) {
    AnswerVerdict verdict = verifier.verify(input, FuzzWorld.ALICE, null, at);
    AnswerVerdict again = verifier.verify(input, FuzzWorld.ALICE, null, at);

    return switch (verdict) {
      case AnswerVerdict.Unreadable unreadable -> {
        assertThat(again).isEqualTo(unreadable);
        yield false;
      }
      case AnswerVerdict.Contradicted contradicted -> {
        assertThat(again).isEqualTo(contradicted);
        isSound(contradicted.report(), input);
        assertThat(contradicted.report().primaryFailure()).isEmpty();
        yield false;
      }
      case AnswerVerdict.Rejected rejected -> {
        assertThat(again).isEqualTo(rejected);
        isSound(rejected.report(), input);
        assertThat(rejected.report().primaryFailure()).isPresent();
        yield false;
      }
      case AnswerVerdict.Verified verified -> {
        isSound(verified.answer().report(), input);
        assertThat(verified.answer().report().primaryFailure()).isEmpty();
        assertThat(vectors).contains(verified.answer().statement().compact());
        saysTheDevicesOfTheStatement(input, verified);
        yield true;
      }
    };
  }

  private void isSound(VerificationReport report, byte[] input) {
    assertThat(report.callsign()).isEqualTo("alice.example");
    assertThat(report.at()).isEqualTo(at);
    Verdicts.repeatNothing(report.findings(), new String(input, StandardCharsets.UTF_8));
  }

  /** Read once more as a client reads it: with a JSON parser that takes what comes. */
  private static void saysTheDevicesOfTheStatement(byte[] input, AnswerVerdict.Verified verified) {
    try {
      JsonNode json = new JsonMapper().readTree(input);
      assertThat(json.required("callsign").asText()).isEqualTo("alice.example");
      assertThat(json.required("devices").valueStream().map(d -> d.get("device_id").asInt()))
          .containsExactlyInAnyOrderElementsOf(
              verified.answer().statement().statement().devices().stream()
                  .map(device -> device.id())
                  .toList());
    } catch (IOException e) {
      throw new AssertionError("verified, but no JSON", e);
    }
  }
}
