package dev.callsign.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.MalformedException;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.UnverifiedStatement;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Payloads read, written and read again. */
final class Payloads {

  private Payloads() {}

  /**
   * What was read, written as JSON and read again, is the same.
   *
   * @param compact a statement whose header is good
   * @param statement its payload
   */
  static void surviveWriting(String compact, KeyStatement statement) {
    byte[] json = statement.toJson().toString().getBytes(StandardCharsets.UTF_8);
    String rewritten =
        compact.substring(0, compact.indexOf('.') + 1)
            + Base64.getUrlEncoder().withoutPadding().encodeToString(json)
            + compact.substring(compact.lastIndexOf('.'));
    if (rewritten.length() > UnverifiedStatement.MAX_BYTES) {
      return; // JSON of ours can be longer than theirs, and a statement cannot
    }
    try {
      assertThat(UnverifiedStatement.parse(rewritten).statement()).isEqualTo(statement);
    } catch (MalformedException e) {
      throw new AssertionError("what was read cannot be written", e);
    }
  }
}
