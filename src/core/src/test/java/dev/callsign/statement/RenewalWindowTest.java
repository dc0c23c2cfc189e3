package dev.callsign.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RenewalWindowTest {
  private static final X509Certificate LEAF = Alice.P256.chain().leaf();
  private static final Instant START = LEAF.getNotBefore().toInstant();
  private static final Duration LIFETIME = Duration.between(START, LEAF.getNotAfter().toInstant());

  @Test
  void saysNothingUntilThreeQuartersOfTheLifetime() {
    assertThat(LIFETIME).isGreaterThanOrEqualTo(Duration.ofDays(10));

    assertThat(
            RenewalWindow.overdue(
                LEAF, START.plus(LIFETIME.multipliedBy(3).dividedBy(4)).minusSeconds(1)))
        .isEmpty();
  }

  @Test
  void isDueAtTwoThirdsAndForShortLivedCertificatesAtHalf() {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");

    assertThat(RenewalWindow.of(start, start.plus(Duration.ofDays(90))))
        .isEqualTo(
            new RenewalWindow(
                start,
                Instant.parse("2026-03-02T00:00:00Z"),
                Instant.parse("2026-03-09T12:00:00Z"),
                Instant.parse("2026-03-23T00:00:00Z"),
                Instant.parse("2026-04-01T00:00:00Z")));
    assertThat(RenewalWindow.of(start, start.plus(Duration.ofHours(160))).due())
        .isEqualTo(Instant.parse("2026-01-04T08:00:00Z"));
    assertThat(RenewalWindow.of(start, start.plus(Duration.ofHours(160))).overdue())
        .isEqualTo(Instant.parse("2026-01-04T21:20:00Z"));
  }

  @Test
  void warnsFromThreeQuartersOfTheLifetimeOn() {
    assertThat(RenewalWindow.overdue(LEAF, START.plus(LIFETIME.multipliedBy(3).dividedBy(4))))
        .get()
        .extracting(Finding::slug)
        .isEqualTo(Slug.RENEWAL_OVERDUE);
  }
}
