package dev.callsign.report;

import org.jspecify.annotations.Nullable;

/**
 * What one step concluded about one rule.
 *
 * @param step the step that was run
 * @param verdict what it concluded
 * @param slug the reason; null exactly when the verdict is {@link Verdict#PASS} or {@link
 *     Verdict#SKIP}
 * @param expected what the rule asks for, one sentence for a person
 * @param seen what was found instead; never contains response bodies, and no more than {@value
 *     #MAX_CHARS} characters of what a stranger wrote
 */
public record Finding(
    Step step, Verdict verdict, @Nullable Slug slug, String expected, String seen) {

  /**
   * Characters (UTF-16 units) of the longest {@code expected} and {@code seen}. What is longer is
   * cut: certificates and statements bring names of any length, and a report is no place for them.
   */
  public static final int MAX_CHARS = 1000;

  /** What stands at the end of a text that was cut. */
  private static final String CUT = "\u2026";

  /**
   * Checks that a slug is given exactly where there is a reason, and that it belongs to the step;
   * cuts texts to {@link #MAX_CHARS}.
   */
  public Finding {
    boolean hasReason = verdict == Verdict.WARN || verdict == Verdict.FAIL;
    if (hasReason != (slug != null) || (slug != null && slug.step() != step)) {
      throw new IllegalArgumentException(step + " " + verdict + " with slug " + slug);
    }
    expected = cut(expected);
    seen = cut(seen);
  }

  /** The rules of {@code step} hold. */
  public static Finding pass(Step step, String expected, String seen) {
    return new Finding(step, Verdict.PASS, null, expected, seen);
  }

  /** The step was not evaluated; {@code why} says for what reason. */
  public static Finding skip(Step step, String why) {
    return new Finding(step, Verdict.SKIP, null, "not evaluated", why);
  }

  /** The rule holds, but {@code slug} should be known. */
  public static Finding warn(Slug slug, String expected, String seen) {
    return new Finding(slug.step(), Verdict.WARN, slug, expected, seen);
  }

  /** The rule does not hold. */
  public static Finding fail(Slug slug, String expected, String seen) {
    return new Finding(slug.step(), Verdict.FAIL, slug, expected, seen);
  }

  /** Whether the rule does not hold. */
  public boolean failed() {
    return verdict == Verdict.FAIL;
  }

  private static String cut(String text) {
    if (text.length() <= MAX_CHARS) {
      return text;
    }
    int end = MAX_CHARS - CUT.length();
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
  }
}
