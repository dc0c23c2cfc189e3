package dev.callsign.renewal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuggestedWindowTest {
  private static final Instant START = Instant.parse("2025-01-02T04:00:00Z");
  private static final Instant END = Instant.parse("2025-01-03T04:00:00Z");

  /** The example of RFC 9773 §4.2. */
  @Test
  void readsTheExampleOfTheRfc() {
    assertThat(
            parse(
                """
                {
                  "suggestedWindow": {
                    "start": "2025-01-02T04:00:00Z",
                    "end": "2025-01-03T04:00:00Z"
                  },
                  "explanationURL": "https://acme.example.com/docs/ari"
                }
                """))
        .contains(new SuggestedWindow(START, END, URI.create("https://acme.example.com/docs/ari")));
  }

  @Test
  void passesUnknownMembersOver() {
    assertThat(
            parse(
                """
                {"suggestedWindow": {"start": "2025-01-02T04:00:00Z", "end": "2025-01-03T04:00:00Z",
                  "reason": {"a": [1]}}, "next": null}
                """))
        .contains(new SuggestedWindow(START, END, null));
  }

  @ParameterizedTest
  @CsvSource({
    "2025-01-02T04:00:00Z,                   2025-01-02T04:00:00Z",
    "2025-01-02t04:00:00z,                   2025-01-02T04:00:00Z",
    "2025-01-02T06:30:00+02:30,              2025-01-02T04:00:00Z",
    "2025-01-01T20:00:00-08:00,              2025-01-02T04:00:00Z",
    "2025-01-02T04:00:00-00:00,              2025-01-02T04:00:00Z",
    "2025-01-02T04:00:00.5Z,                 2025-01-02T04:00:00.500Z",
    "2025-01-02T04:00:00.123456789+00:00,    2025-01-02T04:00:00.123456789Z",
    "2025-01-02T04:00:00.1234567899999999Z,  2025-01-02T04:00:00.123456789Z",
    "2016-12-31T23:59:60Z,                   2016-12-31T23:59:59Z", // a leap second
  })
  void readsEveryTimestampOfRfc3339(String text, Instant instant) {
    assertThat(window("\"" + text + "\"", "\"9000-01-01T00:00:00Z\""))
        .map(SuggestedWindow::start)
        .contains(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "1735790400",
        "\"\"",
        "\"tomorrow\"",
        "\"2025-01-02\"",
        "\"2025-01-02T04:00:00\"",
        "\"2025-01-02T04:00Z\"",
        "\"2025-01-02 04:00:00Z\"",
        "\" 2025-01-02T04:00:00Z\"",
        "\"2025-01-02T04:00:00Z\\n\"",
        "\"2025-01-02T04:00:00.Z\"",
        "\"2025-01-02T04:00:0099Z\"",
        "\"2025-01-02T24:00:00Z\"",
        "\"2025-01-02T04:60:00Z\"",
        "\"2025-01-02T04:00:61Z\"",
        "\"2025-02-29T04:00:00Z\"",
        "\"2025-13-01T04:00:00Z\"",
        "\"2025-01-02T04:00:00+2\"",
        "\"2025-01-02T04:00:00+24:00\"",
        "\"2025-01-02T04:00:00+01:60\"",
        "\"2025-01-02T04:00:00+01:00:30\"",
        "\"-2025-01-02T04:00:00Z\"",
        "\"+12025-01-02T04:00:00Z\"",
        "\"٢٠٢٥-01-02T04:00:00Z\"",
      })
  void refusesWhatIsNoTimestamp(String start) {
    assertThat(window(start, "\"9000-01-01T00:00:00Z\"")).isEmpty();
    assertThat(window("\"0000-01-01T00:00:00Z\"", start)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2025-01-02T04:00:00Z", // the same instant
        "2025-01-02T05:00:00+01:00",
        "2025-01-02T03:59:59Z",
        "0001-01-01T00:00:00Z",
      })
  void refusesAWindowThatDoesNotEndAfterItStarts(String end) {
    assertThat(window("\"2025-01-02T04:00:00Z\"", "\"" + end + "\"")).isEmpty();
    assertThatThrownBy(() -> new SuggestedWindow(START, Instant.parse(end), null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"suggestedWindow\"",
        "{}",
        "{\"suggestedWindow\": null}",
        "{\"suggestedWindow\": []}",
        "{\"suggestedWindow\": \"2025-01-02T04:00:00Z/2025-01-03T04:00:00Z\"}",
        "{\"suggestedWindow\": {\"start\": \"2025-01-02T04:00:00Z\"}}",
        "{\"suggestedWindow\": {\"end\": \"2025-01-02T04:00:00Z\"}}",
        "{\"start\": \"2025-01-02T04:00:00Z\", \"end\": \"2025-01-03T04:00:00Z\"}",
        "<html><body>502 Bad Gateway</body></html>",
        "{\"suggestedWindow\": {\"start\": \"2025-01-02T04:00:00Z\", \"end\": \"2025-01-03T04:00:00Z\"}",
        "{\"suggestedWindow\": {\"start\": \"2025-01-02T04:00:00Z\", \"end\": \"2025-01-03T04:00:00Z\"}} x",
        "{\"suggestedWindow\": {\"start\": \"2025-01-02T04:00:00Z\", \"end\": \"2025-01-03T04:00:00Z\","
            + " \"end\": \"2025-01-03T04:00:00Z\"}}",
      })
  void refusesWhatIsNoRenewalInformation(String answer) {
    assertThat(parse(answer)).isEmpty();
  }

  @Test
  void refusesBytesThatAreNotUtf8AndNestingWithoutEnd() {
    assertThat(SuggestedWindow.parse(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
        .isEmpty();
    assertThat(parse("{\"suggestedWindow\": " + "[".repeat(60_000))).isEmpty();
    assertThat(parse("{\"a\":".repeat(10_000))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "1",
        "\"\"",
        "\"see our page\"",
        "\"/docs/ari\"",
        "\"javascript:alert(1)\"",
        "\"https:\"",
        "\"https://user:secret@acme.example/\"",
        "\"https://acme.example/<script>\"",
        "\"https://acme.example/\\u202e\"",
      })
  void passesAnExplanationOverThatIsNoAddressOfAPage(String explanation) {
    assertThat(explained(explanation)).contains(new SuggestedWindow(START, END, null));
  }

  @Test
  void passesAnEndlessExplanationOver() {
    String longest = "https://acme.example/" + "a".repeat(AcmeJson.MAX_URL_CHARACTERS - 21);

    assertThat(explained("\"" + longest + "\""))
        .contains(new SuggestedWindow(START, END, URI.create(longest)));
    assertThat(explained("\"" + longest + "a\"")).contains(new SuggestedWindow(START, END, null));
  }

  private static Optional<SuggestedWindow> explained(String explanation) {
    return parse(
        """
        {"suggestedWindow": {"start": "2025-01-02T04:00:00Z", "end": "2025-01-03T04:00:00Z"},
         "explanationURL": %s}
        """
            .formatted(explanation));
  }

  private static Optional<SuggestedWindow> window(String start, String end) {
    return parse("{\"suggestedWindow\": {\"start\": %s, \"end\": %s}}".formatted(start, end));
  }

  private static Optional<SuggestedWindow> parse(String answer) {
    return SuggestedWindow.parse(answer.getBytes(StandardCharsets.UTF_8));
  }
}
