package dev.callsign.x509;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Every certificate, the anchor's too, is valid at one instant, both ends included (RFC 5280
 * §4.1.2.5).
 *
 * <p>Certificates count whole seconds: notAfter includes the whole of its second, so the instant is
 * cut to its second first.
 *
 * @param at the instant to judge
 */
record ValidityPeriod(Instant at) implements PathRule {

  @Override
  public Optional<Finding> broken(ParsedPath path) {
    Instant second = at.truncatedTo(ChronoUnit.SECONDS);
    for (CertificateFields fields : path.downwards().reversed()) {
      Instant start = fields.certificate().getNotBefore().toInstant();
      Instant end = fields.certificate().getNotAfter().toInstant();
      if (second.isBefore(start)) {
        return broken(Slug.CHAIN_NOT_YET_VALID, fields + " is valid from " + start);
      }
      if (second.isAfter(end)) {
        return broken(Slug.CHAIN_EXPIRED, fields + " expired at " + end);
      }
    }
    return Optional.empty();
  }

  private Optional<Finding> broken(Slug slug, String seen) {
    return Optional.of(Finding.fail(slug, "validity at " + at, seen));
  }
}
