package dev.callsign.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import dev.callsign.testing.Docs;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The words of the policy in code and in docs/verification.md. */
class SlugTest {

  /** The row of each step in the document's table, by the step's name in its first cell. */
  private static final Map<String, String> ROWS =
      Docs.text("verification.md")
          .lines()
          .filter(line -> line.matches("\\| [a-z]+ \\|.*"))
          .collect(Collectors.toMap(SlugTest::firstCell, Function.identity(), (row, other) -> row));

  @ParameterizedTest
  @EnumSource
  void isKebabCase(Slug slug) {
    assertThat(slug.text()).matches("[a-z]+(-[a-z]+)*");
  }

  @ParameterizedTest
  @EnumSource
  void standsInTheRowOfItsStepInTheDocument(Slug slug) {
    assertThat(ROWS).containsKey(slug.step().text());
    assertThat(ROWS.get(slug.step().text())).contains("`" + slug.text() + "`");
  }

  @Test
  void thePolicyHasTheStepsOfTheDocumentInItsOrder() {
    List<String> documented =
        Docs.text("verification.md")
            .lines()
            .filter(line -> line.matches("\\| [a-z]+ \\|.*"))
            .map(SlugTest::firstCell)
            .filter(cell -> !cell.equals("step"))
            .toList();

    assertThat(documented).isEqualTo(Stream.of(Step.values()).map(Step::text).toList());
  }

  @Test
  void noTwoSlugsReadTheSame() {
    assertThat(Slug.values()).extracting(Slug::text).doesNotHaveDuplicates();
  }

  @Test
  void aFindingHasASlugOfItsStepExactlyWhereThereIsAReason() {
    assertThat(Finding.fail(Slug.CHAIN_EXPIRED, "", "").step()).isEqualTo(Step.CHAIN);
    assertThat(Finding.warn(Slug.HISTORY_GAP, "", "").failed()).isFalse();
    assertThatThrownBy(() -> new Finding(Step.LEAF, Verdict.FAIL, Slug.CHAIN_EXPIRED, "", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Finding(Step.CHAIN, Verdict.PASS, Slug.CHAIN_EXPIRED, "", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Finding(Step.CHAIN, Verdict.FAIL, null, "", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String firstCell(String row) {
    return Splitter.on('|').trimResults().splitToList(row).get(1);
  }
}
