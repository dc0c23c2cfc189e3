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
  void warnsFromThreeQuartersOfTheLifetimeOn() {
    assertThat(RenewalWindow.overdue(LEAF, START.plus(LIFETIME.multipliedBy(3).dividedBy(4))))
        .get()
        .extracting(Finding::slug)
        .isEqualTo(Slug.RENEWAL_OVERDUE);
  }
}
