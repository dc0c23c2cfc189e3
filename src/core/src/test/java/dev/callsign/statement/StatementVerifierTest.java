package dev.callsign.statement;

import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.report.Verdict;
import dev.callsign.report.VerificationReport;
import dev.callsign.testing.StatementDraft;
import dev.callsign.testing.TestAuthority;
import dev.callsign.testing.TestAuthority.TestLeaf;
import dev.callsign.x509.CertificateChain;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Statements that are true, and what the verifier says about them. */
class StatementVerifierTest {

  record True(String why, StatementDraft draft) {
    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<True> verifies() {
    return Stream.of(
        new True("ES256", StatementDraft.of(Alice.CALLSIGN, "ES256", Alice.P256)),
        new True("ES384", StatementDraft.of(Alice.CALLSIGN, "ES384", Alice.P384)),
        new True("PS256", StatementDraft.of(Alice.CALLSIGN, "PS256", Alice.RSA)),
        new True("RS256", StatementDraft.of(Alice.CALLSIGN, "RS256", Alice.RSA)),
        new True(
            "with the thumbprint of the leaf", Alice.statement().header(Statements::thumbprint)),
        new True(
            "with the root in x5c",
            Alice.statement().header(h -> Statements.append(h, Alice.ROOT))),
        new True("six devices", Alice.statement().payload(p -> Statements.devices(p, 6))),
        new True(
            "device ids and registration ids at their limits",
            Alice.statement()
                .payload(
                    p ->
                        p.putArray("devices")
                            .add(
                                StatementDraft.device(
                                    Alice.CALLSIGN, 1, 1, StatementDraft.identity(1)))
                            .add(
                                StatementDraft.device(
                                    Alice.CALLSIGN, 127, 16383, StatementDraft.identity(2))))),
        new True("a device without name", Alice.statement().device(d -> d.remove("name"))),
        new True(
            "a name of 64 characters",
            Alice.statement().device(d -> d.put("name", "n".repeat(64)))),
        new True(
            "a name in any script", Alice.statement().device(d -> d.put("name", "Büro 携帯 📱"))),
        new True("next announced", Alice.statement().payload(p -> p.put("next", "A".repeat(43)))),
        new True(
            "four mailboxes",
            Alice.statement()
                .payload(p -> Statements.mailboxes(p, 4, "wss://relay.example/v1/mailboxes/x"))),
        new True("no mailbox in the list", Alice.statement().payload(p -> p.putArray("mailbox"))),
        new True(
            "members that this version does not know",
            Alice.statement()
                .payload(p -> p.put("motd", "hello").putObject("continuity").put("device", 1))
                .device(d -> d.put("platform", "toaster"))),
        new True(
            "white space and another order in the JSON",
            Alice.statement()
                .payloadText(text -> " {\n\t\"zzz\" : [ ] ," + text.substring(1) + " ")),
        new True("the greatest seq", Alice.statement().payload(p -> p.put("seq", (1L << 53) - 1))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void verifies(True row) {
    String compact = row.draft().sign();

    VerifiedStatement statement = Alice.believed(Alice.verify(compact));

    assertThat(statement.callsign()).isEqualTo(Alice.CALLSIGN);
    assertThat(statement.compact()).isEqualTo(compact);
    assertThat(statement.encode()).asString().isEqualTo(compact);
  }

  @Test
  void saysWhatTheStatementSays() {
    String compact =
        Alice.statement()
            .payload(p -> p.put("next", "B".repeat(42) + "A"))
            .payload(p -> Statements.mailboxes(p, 1, "wss://relay.example/v1/mailboxes/x"))
            .sign();

    VerifiedStatement verified = Alice.believed(Alice.verify(compact));
    KeyStatement statement = verified.statement();

    assertThat(statement.subject()).isEqualTo(Alice.CALLSIGN);
    assertThat(statement.seq()).isEqualTo(1);
    assertThat(statement.prev()).isNull();
    assertThat(statement.next()).isEqualTo("B".repeat(42) + "A");
    assertThat(statement.issuedAt()).isEqualTo(NOW.minusSeconds(3600));
    assertThat(verified.expiresAt()).isEqualTo(NOW.plusSeconds(30 * 86_400L));
    assertThat(statement.mailbox()).hasToString("[wss://relay.example/v1/mailboxes/x]");
    assertThat(statement.devices()).hasSize(1);
    Device device = statement.devices().getFirst();
    assertThat(device.id()).isEqualTo(1);
    assertThat(device.registrationId()).isEqualTo(4242);
    assertThat(device.name()).isEqualTo("phone");
    assertThat(device.identityKey()).isEqualTo(StatementDraft.identity(1).identityKey());
    assertThat(device.addedAt()).hasToString("2026-05-28T20:26:40Z");
    assertThat(verified.chain()).isEqualTo(Alice.P256.chain());
  }

  @Test
  void reportsEveryStepFromChainToFreshness() {
    StatementVerdict verdict = Alice.verify(Alice.statement().sign());

    assertThat(verdict.findings())
        .extracting(Finding::step, Finding::verdict)
        .containsExactlyInAnyOrder(
            tuple(Step.CHAIN, Verdict.PASS),
            tuple(Step.LEAF, Verdict.PASS),
            tuple(Step.NAMES, Verdict.PASS),
            tuple(Step.CT, Verdict.SKIP),
            tuple(Step.REVOCATION, Verdict.SKIP),
            tuple(Step.CAA, Verdict.SKIP),
            tuple(Step.STATEMENT, Verdict.PASS),
            tuple(Step.BINDING, Verdict.SKIP),
            tuple(Step.FRESHNESS, Verdict.PASS));
  }

  @Test
  void givesTheSameFindingsForTheSameInput() {
    String compact = Alice.statement().sign();

    assertThat(Alice.verify(compact).findings()).isEqualTo(Alice.verify(compact).findings());
  }

  @Test
  void showsEveryFaultAtOnce() {
    TestLeaf bad =
        TestAuthority.root("Stranger")
            .authority("E1")
            .leaf("bob.example", d -> d.valid(NOW.minusSeconds(400 * 86_400L), NOW));
    StatementVerdict verdict =
        Alice.verify(
            StatementDraft.of(Alice.CALLSIGN, "ES256", bad)
                .signature(Statements.flipLastBit())
                .sign());

    assertThat(Alice.failures(verdict))
        .containsExactlyInAnyOrder(
            Slug.CHAIN_UNTRUSTED, Slug.LEAF_PROFILE, Slug.NAME_MISMATCH, Slug.STATEMENT_SIGNATURE);
    assertThat(
            new VerificationReport("alice.example", NOW, null, verdict.findings()).primaryFailure())
        .get()
        .extracting(Finding::slug)
        .isEqualTo(Slug.CHAIN_UNTRUSTED);
  }

  @Test
  void judgesThePresentedChainWhereTheStatementShowsNone() {
    StatementVerdict verdict = Alice.verify("not a statement", Alice.P256.chain());

    assertThat(Alice.failures(verdict)).containsExactly(Slug.STATEMENT_MALFORMED);
    assertThat(verdict.findings())
        .filteredOn(finding -> finding.verdict() == Verdict.PASS)
        .extracting(Finding::step)
        .containsExactly(Step.CHAIN, Step.LEAF, Step.NAMES);
  }

  @Test
  void isLiveWhereTheHostPresentsTheKeyThatSigns() {
    Finding binding = binding(Alice.P256.chain());

    assertThat(binding.verdict()).isEqualTo(Verdict.PASS);
    assertThat(binding.seen()).isEqualTo("live");
  }

  @Test
  void isLiveWhereTheHostPresentsAnotherCertificateOfTheSameKey() {
    TestLeaf renewed = Alice.ISSUER.leaf("alice.example", d -> d.keys(Alice.P256.keys()));

    assertThat(binding(renewed.chain()).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void warnsWhereAnotherKeyServesTheName() {
    Finding binding = binding(Alice.P384.chain());

    assertThat(binding.verdict()).isEqualTo(Verdict.WARN);
    assertThat(binding.slug()).isEqualTo(Slug.SERVED_BY_OTHER_KEY);
  }

  private static Finding binding(CertificateChain presented) {
    StatementVerdict verdict = Alice.verify(Alice.statement().sign(), presented);
    Alice.believed(verdict);
    List<Finding> findings =
        verdict.findings().stream().filter(finding -> finding.step() == Step.BINDING).toList();
    assertThat(findings).hasSize(1);
    return findings.getFirst();
  }
}
