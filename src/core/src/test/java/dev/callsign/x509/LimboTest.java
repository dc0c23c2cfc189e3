package dev.callsign.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.callsign.testing.Docs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The verifier against x509-limbo: every case of the suite is answered as it asks, or differently
 * for a reason of {@link LimboRule}.
 *
 * <p>{@code -Dlimbo.file=PATH} takes another suite of the same schema, plain or gzipped.
 */
class LimboTest {

  private static final List<LimboCase> CASES = LimboCase.all();
  private static final Set<String> USUAL_NAMES = LimboJudge.usualCommonNames(CASES);
  private static final Map<LimboCase, LimboVerdict> VERDICTS = new LinkedHashMap<>();

  /** A case in a row of the document. */
  private static final Pattern CASE = Pattern.compile("`([a-z0-9.-]+(::[a-z0-9.-]+)+)`");

  static List<LimboCase> cases() {
    return CASES;
  }

  @AfterAll
  static void sayHowMany() {
    deviations().forEach((rule, ids) -> System.out.println(rule.text() + ": " + ids.size()));
    long unexplained =
        VERDICTS.values().stream().filter(LimboVerdict.Unexplained.class::isInstance).count();
    System.out.println("limbo: " + VERDICTS.size() + " cases, " + unexplained + " unexplained");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void answersAsTheSuiteAsksOrSaysWhyNot(LimboCase limbo) {
    assertThat(verdict(limbo)).as(limbo.id()).isNotInstanceOf(LimboVerdict.Unexplained.class);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theDocumentExplainsEachRuleAndNamesItsCases(LimboRule rule) {
    assumeTrue(LimboCase.isDefaultFile(), "the document names the cases of the default file");
    String row =
        Docs.text("verification.md")
            .lines()
            .filter(line -> line.startsWith("| `" + rule.text() + "` |"))
            .findFirst()
            .orElse("");
    Set<String> documented =
        CASE.matcher(row).results().map(id -> id.group(1)).collect(Collectors.toSet());

    assertThat(row).as("row of %s", rule.text()).isNotEmpty();
    CASES.forEach(LimboTest::verdict);
    assertThat(documented).isEqualTo(deviations().getOrDefault(rule, Set.of()));
  }

  static List<LimboRule> rules() {
    return Arrays.asList(LimboRule.values());
  }

  @Test
  void refusesAFileWithoutCases() {
    byte[] none = "{\"testcases\": []}".getBytes(StandardCharsets.US_ASCII);

    assertThatThrownBy(() -> LimboCase.parse(new ByteArrayInputStream(none)))
        .isInstanceOf(IOException.class);
  }

  /** Judges each case once. */
  private static LimboVerdict verdict(LimboCase limbo) {
    return Objects.requireNonNull(
        VERDICTS.computeIfAbsent(limbo, one -> LimboJudge.judge(one, USUAL_NAMES)));
  }

  private static Map<LimboRule, Set<String>> deviations() {
    Map<LimboRule, Set<String>> deviations = new EnumMap<>(LimboRule.class);
    VERDICTS.forEach(
        (limbo, verdict) -> {
          if (verdict instanceof LimboVerdict.Explained explained) {
            for (LimboRule rule : explained.rules()) {
              deviations.computeIfAbsent(rule, r -> new TreeSet<>()).add(limbo.id());
            }
          }
        });
    return deviations;
  }
}
