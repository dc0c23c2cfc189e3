package dev.callsign.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.caa.CaaLookup;
import dev.callsign.caa.CaaProperty;
import dev.callsign.caa.CaaSet;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.Finding;
import dev.callsign.report.Mode;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.report.VerificationReport;
import dev.callsign.revocation.RevocationEvidence;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.StatementPin;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EvidenceTest {
  private static final Instant AT = Instant.parse("2026-11-21T00:00:00Z");
  private static final RecordedStatement RECORDED =
      new RecordedStatement(
          7, "A".repeat(43), "B".repeat(43), "C".repeat(43), Set.of(3, 2), Set.of("D".repeat(44)));

  private static Callsign alice() throws Exception {
    return Callsign.parse("alice.example", NamePolicy.PUBLIC);
  }

  /** What a directory would say of a host that served no statement at all. */
  private static Evidence evidence(
      CaaLookup caa, RevocationEvidence revocation, VerificationPolicy policy) throws Exception {
    List<Finding> observed =
        List.of(
            Finding.pass(Step.DNS, "addresses", "2"), Finding.pass(Step.FETCH, "200", "15 bytes"));
    Evidence draft =
        new Evidence(
            alice(),
            new VerificationReport("alice.example", AT, "198.51.100.1 port 443", observed),
            "not a statement",
            null,
            RECORDED,
            caa,
            new StatementPin("D".repeat(43)),
            revocation,
            policy);
    return new Evidence(
        draft.callsign(),
        draft.recompute(policy),
        draft.statement(),
        null,
        RECORDED,
        caa,
        draft.pin(),
        revocation,
        policy);
  }

  private static Stream<Evidence> everyKind() throws Exception {
    VerificationPolicy production = VerificationPolicy.production();
    CaaSet set = new CaaSet("example", List.of(new CaaProperty(128, "issue", "letsencrypt.org")));
    List<Evidence> all = new ArrayList<>();
    for (CaaLookup caa :
        List.of(new CaaLookup.None(), new CaaLookup.Failed("silence"), new CaaLookup.Found(set))) {
      all.add(evidence(caa, new RevocationEvidence.Absent(), production));
    }
    all.add(
        evidence(
            new CaaLookup.None(), new RevocationEvidence.Unavailable(AT, "refused"), production));
    all.add(
        evidence(
            new CaaLookup.None(),
            new RevocationEvidence.Absent(),
            new VerificationPolicy(
                new TrustPolicy(TrustAnchors.letsEncrypt(), Set.of("One", "Two")),
                production.ct(),
                true,
                Mode.EVIDENCE,
                Set.of())));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void isTheSameAfterJson(Evidence evidence) {
    byte[] json = EvidenceJson.encode(evidence).toString().getBytes(StandardCharsets.UTF_8);

    Evidence again = EvidenceJson.decode(json);

    assertThat(again.report()).isEqualTo(evidence.report());
    assertThat(again.policy()).isEqualTo(evidence.policy());
    assertThat(EvidenceJson.encode(again)).isEqualTo(EvidenceJson.encode(evidence));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void leadsToTheReportThatCameWithIt(Evidence evidence) {
    assertThat(evidence.recompute(evidence.policy())).isEqualTo(evidence.report());
  }

  @Test
  void keepsWhatWasObservedAndRecomputesTheRest() throws Exception {
    VerificationReport report = everyKind().findFirst().orElseThrow().report();

    assertThat(report.findings())
        .contains(Finding.pass(Step.FETCH, "200", "15 bytes"))
        .extracting(Finding::slug)
        .contains(Slug.STATEMENT_MALFORMED, Slug.TXT_AMBIGUOUS);
  }

  @Test
  void refusesWhatIsNoEvidence() {
    for (String text :
        List.of("", "{}", "[]", "{\"version\": 2}", "{\"version\": 1, \"callsign\": \"com\"}")) {
      assertThatThrownBy(() -> EvidenceJson.decode(text.getBytes(StandardCharsets.UTF_8)))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
