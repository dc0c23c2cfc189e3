package dev.callsign.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.lab.Visitor.Visit;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Verdict;
import dev.callsign.report.VerificationReport;
import dev.callsign.statement.Grade;
import dev.callsign.statement.Observation;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.StatementVerdict;
import dev.callsign.statement.StatementVerifier;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.statement.VerifiedStatement;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every misbehaviour that a verifier sees offline gives exactly the reason it promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MisbehaviourTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private Lab lab;
  private LabHost alice;
  private RecordedStatement recorded;

  @BeforeAll
  void startTheLab() throws IOException {
    lab = Lab.start(Clock.fixed(NOW, ZoneOffset.UTC), new SecureRandom());
    alice = lab.host("alice");
    alice.renew();
    recorded = record();
  }

  @AfterAll
  void closeTheLab() {
    lab.close();
  }

  @ParameterizedTest
  @EnumSource(CertificateFault.class)
  void aWrongCertificateIsRefusedForItsReason(CertificateFault fault) throws IOException {
    alice.misbehave(fault);

    assertProvokes(fault);
  }

  @ParameterizedTest
  @EnumSource(StatementFault.class)
  void aWrongStatementIsRefusedForItsReason(StatementFault fault) throws IOException {
    alice.misbehave(fault);

    VerificationReport report = assertProvokes(fault);
    assertThat(report.failures()).hasSize(1);
    assertThat(report.warnings()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(HistoryFault.class)
  void aStatementThatDoesNotFollowTheLastIsRefusedForItsReason(HistoryFault fault)
      throws IOException {
    alice.misbehave(fault);

    assertProvokes(fault);
  }

  @ParameterizedTest
  @EnumSource(RevocationFault.class)
  void whatIsWrongWithRevocationIsInTheListsOnly(RevocationFault fault) throws IOException {
    alice.misbehave(fault);

    VerificationReport report = report();
    assertThat(report.failures()).isEmpty();
    assertThat(report.warnings()).isEmpty();
    recorded = record();
    assertBehavesAgain();
  }

  @Test
  void replacedIdentitiesAreHeld() throws IOException {
    var before = alice.payload();
    alice.misbehave(HistoryFault.IDENTITIES_REPLACED);

    assertThat(Grade.of(before, verified())).isEqualTo(Grade.RECLAIMED);
    recorded = record();
  }

  /** A host behaves again after any misbehaviour, and the history goes on without a break. */
  private void assertBehavesAgain() throws IOException {
    alice.behave();
    VerificationReport report = report();
    assertThat(report.failures()).isEmpty();
    assertThat(report.warnings()).isEmpty();
    recorded = record();
  }

  private VerificationReport assertProvokes(Misbehaviour fault) throws IOException {
    VerificationReport report = report();
    Verdict verdict = fault.expected().verdict();
    if (verdict == Verdict.FAIL) {
      assertThat(report.primaryFailure().map(Finding::slug).map(Slug::text))
          .hasValue(fault.expected().slug());
    } else {
      assertThat(report.failures()).isEmpty();
      assertThat(report.warnings())
          .extracting(finding -> Objects.requireNonNull(finding.slug()).text())
          .containsExactlyElementsOf(warnings(fault));
      recorded = record();
    }
    assertBehavesAgain();
    return report;
  }

  /** Who is near the end of a certificate is also late with the next one. */
  private static List<String> warnings(Misbehaviour fault) {
    String slug = fault.expected().slug();
    if (slug == null) {
      return List.of();
    }
    return fault == CertificateFault.NEAR_EXPIRY
        ? List.of(slug, Slug.RENEWAL_OVERDUE.text())
        : List.of(slug);
  }

  private RecordedStatement record() throws IOException {
    return RecordedStatement.of(verified());
  }

  private VerifiedStatement verified() throws IOException {
    return switch (verify()) {
      case StatementVerdict.Verified(var statement, var findings) -> statement;
      case StatementVerdict.Rejected(var findings) -> throw new AssertionError(findings);
    };
  }

  private VerificationReport report() throws IOException {
    return new VerificationReport("alice.callsign.test", NOW, null, verify().findings());
  }

  private StatementVerdict verify() throws IOException {
    Visit visit = Visitor.in(lab).visit(alice);
    TrustAnchors anchors =
        new TrustAnchors(List.of(), List.of(), List.of())
            .withAdded(List.of(lab.authority().anchor()));
    VerificationPolicy policy =
        VerificationPolicy.of(new TrustPolicy(anchors, Set.of(LabAuthority.ORGANIZATION)));
    Observation offline = Observation.offline(recorded);
    Observation observed =
        new Observation(visit.presented(), recorded, offline.caa(), null, offline.revocation());
    return new StatementVerifier(policy).verify(alice.callsign(), visit.body(), observed, NOW);
  }
}
