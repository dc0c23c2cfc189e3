package dev.callsign.x509;

import java.util.Set;

/** How the answer of this verifier compares with the one that a suite asks for. */
sealed interface LimboVerdict {

  /**
   * The same answer, and for a reason of RFC 5280 or the Baseline Requirements.
   *
   * @param reason why the case was refused; empty when it was accepted
   */
  record Agrees(String reason) implements LimboVerdict {}

  /** Another answer, and why that is meant. */
  record Explained(Set<LimboRule> rules) implements LimboVerdict {}

  /** Another answer, or the same by accident. */
  record Unexplained(String reason) implements LimboVerdict {}
}
