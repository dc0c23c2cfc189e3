package dev.callsign.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import dev.callsign.testing.Docs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The words of the policy in code and in docs/verification.md. */
class SlugTest {

  private static final Pattern QUOTED_SLUG = Pattern.compile("`([a-z]+(?:-[a-z]+)*)`");

  /** Step to the cells of its row in the table of the policy. */
  private static final Map<String, List<String>> POLICY = table("# Verification policy");

  /** Step to the cells of its row in the table of what no report contains yet. */
  @ParameterizedTest
  @EnumSource
  void isKebabCase(Slug slug) {
    assertThat(slug.text()).matches("[a-z]+(-[a-z]+)*");
  }

  @ParameterizedTest
  @EnumSource
  void standsInTheRowOfItsStepInTheDocument(Slug slug) {
    assertThat(documented(slug.step())).contains(slug.text());
  }

  @ParameterizedTest
  @EnumSource
  void hasAConstantForEverySlugOfTheDocument(Step step) {
    Set<String> inCode =
        Stream.of(Slug.values())
            .filter(slug -> slug.step() == step)
            .map(Slug::text)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> notInCode = new TreeSet<>(documented(step));
    notInCode.removeAll(inCode);

    assertThat(notInCode).isEmpty();
  }

  @Test
  void thePolicyHasTheStepsOfTheDocumentInItsOrder() {
    assertThat(POLICY.keySet())
        .containsExactlyElementsOf(Stream.of(Step.values()).map(Step::text).toList());
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

  /** The slugs in the columns for failures and for warnings. */
  private static Set<String> documented(Step step) {
    List<String> row = POLICY.getOrDefault(step.text(), List.of());
    Set<String> slugs = slugs(row, 2);
    slugs.addAll(slugs(row, 3));
    return slugs;
  }

  private static Set<String> slugs(List<String> row, int column) {
    return row.stream()
        .skip(column)
        .limit(1)
        .flatMap(cell -> QUOTED_SLUG.matcher(cell).results())
        .map(slug -> slug.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The table under a heading: first cell to all cells, without its head. */
  private static Map<String, List<String>> table(String heading) {
    return Docs.text("verification.md")
        .lines()
        .dropWhile(line -> !line.startsWith(heading))
        .dropWhile(line -> !line.startsWith("|---"))
        .skip(1)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Splitter.on('|').trimResults().splitToList(line.substring(1)))
        .collect(
            Collectors.toMap(
                cells -> cells.getFirst(), Function.identity(), (a, b) -> a, LinkedHashMap::new));
  }
}
