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
        Map.ofEntries(
            Map.entry("callsign", new CallsignFuzz()),
            Map.entry("statement", new StatementFuzz()),
            Map.entry("payload", new PayloadFuzz()),
            Map.entry("chain", new ChainFuzz()),
            Map.entry("leaf", CertificateFuzz.ofLeaf()),
            Map.entry("issuer", CertificateFuzz.ofIssuer()),
            Map.entry("answer", new AnswerFuzz()),
            Map.entry("scts", new SctListFuzz()),
            Map.entry("crl", new CrlFuzz()),
            Map.entry("renewal", new RenewalFuzz()),
            Map.entry("upload", new UploadFuzz()),
            Map.entry("request", new RequestFuzz()),
            Map.entry("bundle", new BundleFuzz())));
  }
}
