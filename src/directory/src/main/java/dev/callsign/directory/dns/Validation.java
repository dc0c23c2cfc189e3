package dev.callsign.directory.dns;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.xbill.DNS.Resolver;

/**
 * Whether and from where answers are validated with DNSSEC.
 *
 * @param anchors empty when they are not
 * @param clock tells whether a signature is in its period
 */
public record Validation(Optional<DnssecAnchors> anchors, Clock clock) {

  /** No validation. */
  public static Validation off() {
    return new Validation(Optional.empty(), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  }

  /** Validation from these anchors down. */
  public static Validation from(DnssecAnchors anchors, Clock clock) {
    return new Validation(Optional.of(anchors), clock);
  }

  boolean isOn() {
    return anchors.isPresent();
  }

  /** A resolver of its own over {@code questions}, without keys of earlier verifications. */
  Resolver over(Questions questions) {
    return anchors.<Resolver>map(some -> some.validating(questions, clock)).orElse(questions);
  }
}
