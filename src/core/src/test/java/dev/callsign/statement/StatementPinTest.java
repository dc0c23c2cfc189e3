package dev.callsign.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementPinTest {

  /** {@code printf hello | openssl dgst -sha256 -binary | basenc --base64url}. */
  private static final String HASH_OF_HELLO = "LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v=callsign1; h=" + HASH_OF_HELLO,
        "v=callsign1;h=" + HASH_OF_HELLO,
        "v=callsign1 ;\th=" + HASH_OF_HELLO + " ; ",
      })
  void readsAPin(String text) throws MalformedException {
    assertThat(StatementPin.parse(List.of(text))).contains(new StatementPin(HASH_OF_HELLO));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "v=spf1 -all", "v=callsign10; h=x", "v=callsign2; h=x", "V=callsign1", "x"})
  void passesOverWhatIsNotMeantAsAPin(String text) throws MalformedException {
    assertThat(StatementPin.parse(List.of(text, text))).isEmpty();
    assertThat(StatementPin.parse(List.of(text, "v=callsign1; h=" + HASH_OF_HELLO))).isPresent();
  }

  @Test
  void thereMayBeNone() throws MalformedException {
    assertThat(StatementPin.parse(List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v=callsign1",
        "v=callsign1;",
        "v=callsign1; h=",
        "v=callsign1; h=LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmC", // 42 characters
        "v=callsign1; h=LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCR", // bits that are not zero
        "v=callsign1; h=LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ", // another alphabet
        "v=callsign1; h=LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=", // padding
        "v=callsign1; h=" + HASH_OF_HELLO + "; h=" + HASH_OF_HELLO,
        "v=callsign1; x=1; h=" + HASH_OF_HELLO,
        "v=callsign1 h=" + HASH_OF_HELLO,
      })
  void refusesAMalformedPin(String text) {
    assertThatThrownBy(() -> StatementPin.parse(List.of(text)))
        .isInstanceOfSatisfying(
            MalformedException.class, e -> assertThat(e.slug()).isEqualTo(Slug.TXT_AMBIGUOUS));
  }

  @Test
  void refusesTwoPinsEvenWhenTheySayTheSame() {
    String pin = "v=callsign1; h=" + HASH_OF_HELLO;

    assertThatThrownBy(() -> StatementPin.parse(List.of(pin, pin)))
        .isInstanceOfSatisfying(
            MalformedException.class, e -> assertThat(e.slug()).isEqualTo(Slug.TXT_AMBIGUOUS));
  }

  @Test
  void objectsToAnotherStatementThanThePinnedOne() {
    StatementPin pin = new StatementPin(HASH_OF_HELLO);

    assertThat(pin.objection("hello")).isEmpty();
    assertThat(pin.objection("hello ")).map(Finding::slug).contains(Slug.TXT_AMBIGUOUS);
  }
}
