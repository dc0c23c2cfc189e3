package dev.callsign.x509;

import dev.callsign.report.Finding;
import java.util.Optional;

/** One rule of the step {@code chain}. Says what is wrong with a path, or nothing. */
@FunctionalInterface
interface PathRule {

  /** The failing finding, or empty when {@code path} keeps the rule. */
  Optional<Finding> broken(ParsedPath path);
}
