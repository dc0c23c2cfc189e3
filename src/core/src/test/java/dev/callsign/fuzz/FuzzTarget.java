package dev.callsign.fuzz;

import java.util.Map;
import java.util.TreeMap;

/**
 * One parser of bytes from outside, and what must hold for whatever it is given.
 *
 * <p>A target keeps nothing between two inputs.
 */
@FunctionalInterface
interface FuzzTarget {

  /**
   * Examines one input.
   *
   * @return whether the parser accepted it
   * @throws AssertionError when an invariant does not hold; any other exception is as bad
   */
  boolean accepts(byte[] input);

  /** Every target of this module by name, which is also the name of the folder of its corpus. */
  static Map<String, FuzzTarget> all() {
    return new TreeMap<>(
        Map.of(
            "callsign", new CallsignFuzz(),
            "statement", new StatementFuzz(),
            "payload", new PayloadFuzz(),
            "chain", new ChainFuzz(),
            "leaf", CertificateFuzz.ofLeaf(),
            "issuer", CertificateFuzz.ofIssuer(),
            "answer", new AnswerFuzz(),
            "scts", new SctListFuzz(),
            "crl", new CrlFuzz()));
  }
}
