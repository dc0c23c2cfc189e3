package dev.callsign.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What strict reading refuses, and what its errors repeat of a stranger's text. */
class StrictJsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "1",
        "{",
        "{}{}",
        "{} x",
        "{\"a\":1,\"a\":1}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "{'a':1}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":NaN}",
        "\uFEFF{}"
      })
  void refusesWhatIsNotOneObjectWithDistinctMembers(String text) {
    assertThat(refusal(() -> parse(text)).slug()).isEqualTo(Slug.PREKEY_MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({"1.0", "1e0", "\"1\"", "true", "null", "[]", "9007199254740993", "-1", "1e400"})
  void refusesNumbersThatAreNotIntegersInRange(String value) {
    assertThat(
            refusal(() -> parse("{\"n\":" + value + "}").integer("n", 0, StrictJson.MAX_INTEGER)))
        .isNotNull();
  }

  @Test
  void repeatsNoMoreThanAFewCharactersOfAMemberNobodyAskedFor() {
    String member = "\\u001b[2J\\ud800" + "x".repeat(5000);

    String detail =
        refusal(() -> parse("{\"" + member + "\":1}").requireOnly(Set.of("a"))).detail();

    assertThat(detail).hasSizeLessThan(100).contains("?[2J?xxx").doesNotContain("\u001b");
  }

  @Test
  void namesAnUnexpectedMember() throws MalformedException {
    parse("{\"a\":1}").requireOnly(Set.of("a", "b"));

    assertThat(refusal(() -> parse("{\"c\":1}").requireOnly(Set.of("a"))))
        .hasMessage("in the thing: the member 'c' is not allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "null", "\"true\"", "0"})
  void aFlagIsTrueOrFalse(String value) {
    assertThat(refusal(() -> parse("{\"f\":" + value + "}").flag("f"))).isNotNull();
  }

  @Test
  void aFlagThatIsAbsentIsFalse() throws MalformedException {
    assertThat(parse("{}").flag("f")).isFalse();
    assertThat(parse("{\"f\":false}").flag("f")).isFalse();
    assertThat(parse("{\"f\":true}").flag("f")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"AA==", "AA", "AAA=", "AAA"})
  void readsBase64WithAndWithoutPadding(String text) throws MalformedException {
    assertThat(parse("{\"b\":\"" + text + "\"}").base64("b")).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "AA=", "A-A_", "AA==AA==", " AAAA", "AAAA\\n", "AAAé"})
  void refusesOtherTextForBase64(String text) {
    assertThat(refusal(() -> parse("{\"b\":\"" + text + "\"}").base64("b"))).isNotNull();
  }

  private static StrictJson parse(String text) throws MalformedException {
    return StrictJson.parse(text.getBytes(StandardCharsets.UTF_8), Slug.PREKEY_MALFORMED, "thing");
  }

  /** Reading that may fail. */
  @FunctionalInterface
  private interface Reading {
    void read() throws MalformedException;
  }

  private static MalformedException refusal(Reading reading) {
    MalformedException e = catchThrowableOfType(MalformedException.class, reading::read);
    assertThat(e).isNotNull();
    return e;
  }
}
