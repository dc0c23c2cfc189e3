package dev.callsign.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Findings put into the order of the policy. */
class VerificationReportTest {

  private static final Finding EXPIRED = Finding.fail(Slug.STATEMENT_EXPIRED, "", "");
  private static final Finding UNTRUSTED = Finding.fail(Slug.CHAIN_UNTRUSTED, "", "");
  private static final Finding SHARED = Finding.warn(Slug.SHARED_CERTIFICATE, "", "");
  private static final Finding SERVED = Finding.warn(Slug.SERVED_BY_OTHER_KEY, "", "");
  private static final Finding UNANNOUNCED = Finding.warn(Slug.UNANNOUNCED_DOMAIN_KEY, "", "");

  private static final VerificationReport REPORT =
      new VerificationReport(
          "alice.example",
          Instant.EPOCH,
          null,
          List.of(EXPIRED, SERVED, UNANNOUNCED, SHARED, UNTRUSTED));

  @Test
  void ordersFindingsByStepAndKeepsTheOrderWithinOne() {
    assertThat(REPORT.findings()).containsExactly(UNTRUSTED, SHARED, SERVED, UNANNOUNCED, EXPIRED);
  }

  @Test
  void namesTheFirstFailureOfThePolicyAsThePrimaryOne() {
    assertThat(REPORT.primaryFailure()).contains(UNTRUSTED);
    assertThat(REPORT.failures()).containsExactly(UNTRUSTED, EXPIRED);
    assertThat(REPORT.warnings()).containsExactly(SHARED, SERVED, UNANNOUNCED);
  }

  @Test
  void hasNoPrimaryFailureWhereOnlyWarningsAre() {
    assertThat(
            new VerificationReport("alice.example", Instant.EPOCH, null, List.of(SHARED))
                .primaryFailure())
        .isEmpty();
  }
}
