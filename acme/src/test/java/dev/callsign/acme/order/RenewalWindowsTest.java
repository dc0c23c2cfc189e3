package dev.callsign.acme.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.order.StubCa.Reply;
import dev.callsign.lab.Lab;
import dev.callsign.renewal.CertId;
import dev.callsign.renewal.SuggestedWindow;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every answer about a renewal is taken for (RFC 9773 §4.3). */
class RenewalWindowsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final String WINDOW =
      "{\"suggestedWindow\": {\"start\": \"2026-12-01T00:00:00Z\", \"end\": \"2026-12-02T00:00:00Z\"}}";

  private Lab lab;
  private StubCa ca;
  private X509Certificate leaf;
  private String path;

  @BeforeEach
  void start() throws Exception {
    lab = Lab.start(Clock.systemUTC(), new SecureRandom());
    ca = StubCa.start(lab);
    leaf = lab.authority().issue(lab.authority().leaf("alice.callsign.test")).chain().leaf();
    path = "/renewal/" + CertId.of(leaf).orElseThrow();
    ca.directory(", \"renewalInfo\": \"%s\"".formatted(ca.url("/renewal")));
  }

  @AfterEach
  void stop() throws Exception {
    ca.close();
    lab.close();
  }

  @ParameterizedTest
  @CsvSource({
    "21600, 21600",
    "0, 60",
    "5, 60",
    "86400, 86400",
    "86401, 86400",
    "999999999999, 86400",
    "'Sun, 06 Nov 1994 08:49:37 GMT', 60",
  })
  void keepsTheTimeToAskAgainWithinBounds(String retryAfter, long seconds) {
    ca.reply(path, Reply.json(200, WINDOW, "Retry-After: " + retryAfter));

    assertThat(fetch())
        .isEqualTo(new RenewalWindowResult.Window(window(), Duration.ofSeconds(seconds)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Nothing: 1", "Retry-After: soon", "Retry-After: -1", "Retry-After:"})
  void countsNotToSayWhenToAskAgainAsALongTermErrorAndKeepsTheWindow(String field) {
    ca.reply(path, Reply.json(200, WINDOW, field));

    assertThat(fetch())
        .isEqualTo(
            new RenewalWindowResult.LongTermFailure(
                "it does not say when to ask again", Optional.of(window())));
  }

  @ParameterizedTest
  @CsvSource({
    "500, TemporaryFailure",
    "503, TemporaryFailure",
    "404, LongTermFailure",
    "400, LongTermFailure",
    "302, LongTermFailure",
    "429, LongTermFailure",
  })
  void tellsErrorsThatPassFromOthers(int status, String kind) {
    ca.reply(path, Reply.html(status));
    assertThat(fetch().getClass().getSimpleName()).isEqualTo(kind);

    ca.reply("/dir", Reply.html(status));
    assertThat(fetch().getClass().getSimpleName()).isEqualTo(kind);
  }

  @Test
  void knowsThatNobodyAnswersInTimeFromThatNobodyIsThere() throws Exception {
    ca.reply(path, Reply.SILENCE);
    assertThat(fetch()).isInstanceOf(RenewalWindowResult.TemporaryFailure.class);

    ca.close();
    assertThat(fetch()).isInstanceOf(RenewalWindowResult.LongTermFailure.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "[]",
        "{}",
        "{\"suggestedWindow\": 7}",
        "{\"suggestedWindow\": {\"start\": \"2026-12-01T00:00:00Z\"}}",
        "{\"suggestedWindow\": {\"start\": \"2026-12-01T00:00:00Z\", \"end\": \"2026-12-01T00:00:00Z\"}}",
        "{\"suggestedWindow\": {\"start\": \"2026-12-02T00:00:00Z\", \"end\": \"2026-12-01T00:00:00Z\"}}",
      })
  void takesNonsenseForALongTermError(String answer) {
    ca.reply(path, Reply.json(200, answer, "Retry-After: 21600"));

    assertThat(fetch()).isInstanceOf(RenewalWindowResult.LongTermFailure.class);
  }

  @Test
  void asksNobodyWhereNothingIsOffered() {
    ca.directory("");
    assertThat(fetch()).isEqualTo(new RenewalWindowResult.NotOffered());

    ca.directory(", \"renewalInfo\": \"http://localhost/renewal\"");
    assertThat(fetch()).isInstanceOf(RenewalWindowResult.LongTermFailure.class);
  }

  private RenewalWindowResult fetch() {
    return new RenewalWindows(ca.server(), Clock.systemUTC(), TIMEOUT).fetch(leaf);
  }

  private static SuggestedWindow window() {
    return new SuggestedWindow(
        Instant.parse("2026-12-01T00:00:00Z"), Instant.parse("2026-12-02T00:00:00Z"), null);
  }
}
