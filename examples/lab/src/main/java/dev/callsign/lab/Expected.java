package dev.callsign.lab;

import com.google.errorprone.annotations.Immutable;
import dev.callsign.report.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What a verifier that keeps to docs/verification.md concludes from a misbehaviour.
 *
 * @param verdict {@code FAIL}, {@code WARN}, or {@code PASS} where it must not matter
 * @param slug as in docs/verification.md; null exactly when the verdict is {@code PASS}
 */
@Immutable
public record Expected(Verdict verdict, @Nullable String slug) {

  static Expected fail(String slug) {
    return new Expected(Verdict.FAIL, slug);
  }

  static Expected warn(String slug) {
    return new Expected(Verdict.WARN, slug);
  }

  static Expected pass() {
    return new Expected(Verdict.PASS, null);
  }
}
