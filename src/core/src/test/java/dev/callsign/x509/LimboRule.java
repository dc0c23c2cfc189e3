package dev.callsign.x509;

import com.google.common.collect.ImmutableSet;
import dev.callsign.report.Step;
import java.util.Locale;

/**
 * Why this verifier answers a case differently than its suite asks. Each is computed from the
 * certificates of a case, never from its name, and is explained in docs/verification.md.
 */
enum LimboRule {
  LEAF_LIFETIME(Step.LEAF),
  LEAF_KEY(Step.LEAF),
  LEAF_KEY_USAGE(Step.LEAF),
  LEAF_WITHOUT_PURPOSE(Step.LEAF),
  AUTHORITY_AS_LEAF(Step.LEAF),
  COMMON_NAME(Step.LEAF),
  ISSUER_KEY_USAGE(Step.CHAIN),
  SIGNATURE_ALGORITHM(Step.CHAIN),
  LONG_PATH(Step.CHAIN),
  MANY_CERTIFICATES(Step.CHAIN),
  WILDCARD_ONLY(Step.NAMES),
  NO_CALLSIGN(Step.NAMES),
  NO_PEER_NAME(Step.NAMES),
  ADDRESS_AS_PEER(Step.NAMES),
  CLIENT_CERTIFICATE(Step.CHAIN, Step.LEAF, Step.NAMES),
  LIST_OF_ANOTHER_KIND(Step.REVOCATION),
  UNUSABLE_LIST(Step.REVOCATION),
  UNCRITICAL_CONSTRAINTS(Step.CHAIN),
  LIST_OF_INTERMEDIATES(Step.REVOCATION);

  private final ImmutableSet<Step> steps;

  LimboRule(Step... steps) {
    this.steps = ImmutableSet.copyOf(steps);
  }

  /** Whether the rule can be why {@code step} refuses a leaf. */
  boolean explains(Step step) {
    return steps.contains(step);
  }

  /** The rule as docs/verification.md writes it, for example {@code leaf-lifetime}. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
