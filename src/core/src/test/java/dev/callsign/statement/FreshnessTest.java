package dev.callsign.statement;

import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.testing.StatementDraft;
import dev.callsign.testing.TestAuthority.TestLeaf;
import dev.callsign.testing.TestKeys;
import dev.callsign.x509.Fingerprint;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The step freshness, and the part of binding that compares with what was recorded. */
class FreshnessTest {

  private static final Instant NOT_BEFORE = Alice.P256.certificate().getNotBefore().toInstant();
  private static final Instant NOT_AFTER = Alice.P256.certificate().getNotAfter().toInstant();

  record Period(String why, Instant iat, Instant exp, Instant at, List<Slug> failures) {
    Period(String why, Instant iat, Instant exp, Instant at, Slug... failures) {
      this(why, iat, exp, at, List.of(failures));
    }

    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<Period> periods() {
    Instant later = NOW.plusSeconds(3600);
    Instant earlier = NOW.minusSeconds(3600);
    return Stream.of(
        new Period("now", NOW, later, NOW),
        new Period("60 s ahead", NOW.plusSeconds(60), later, NOW),
        new Period("61 s ahead", NOW.plusSeconds(61), later, NOW, Slug.STATEMENT_FUTURE),
        new Period("the last second", earlier, NOW.plusSeconds(1), NOW),
        new Period("at its end", earlier, NOW, NOW, Slug.STATEMENT_EXPIRED),
        new Period("after its end", earlier, NOW.minusSeconds(1), NOW, Slug.STATEMENT_EXPIRED),
        new Period("as long as the leaf", NOT_BEFORE, NOT_AFTER, NOW),
        new Period(
            "outlives the leaf", earlier, NOT_AFTER.plusSeconds(1), NOW, Slug.STATEMENT_EXPIRED),
        new Period(
            "older than the leaf", NOT_BEFORE.minusSeconds(1), later, NOW, Slug.STATEMENT_EXPIRED),
        new Period(
            "leaf and statement expired",
            earlier,
            NOT_AFTER,
            NOT_AFTER.plusSeconds(1),
            Slug.CHAIN_EXPIRED,
            Slug.STATEMENT_EXPIRED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void periods(Period row) {
    String compact =
        Alice.statement()
            .payload(
                p ->
                    p.put("iat", row.iat().getEpochSecond()).put("exp", row.exp().getEpochSecond()))
            .sign();

    assertThat(Alice.failures(Alice.verify(compact, row.at())))
        .containsExactlyInAnyOrderElementsOf(row.failures());
  }

  private static final String FIRST = at(5, null).sign();
  private static final RecordedStatement RECORDED =
      RecordedStatement.of(Alice.believed(Alice.verify(FIRST)));
  private static final String OTHER = "A".repeat(43);

  record Next(String why, StatementDraft draft, List<Slug> slugs) {
    Next(String why, StatementDraft draft, Slug... slugs) {
      this(why, draft, List.of(slugs));
    }

    @Override
    public String toString() {
      return why;
    }
  }

  @Test
  void refusesTheIdOfADeviceThatIsGone() {
    RecordedStatement recorded =
        new RecordedStatement(
            RECORDED.seq(),
            RECORDED.sha256(),
            RECORDED.keySha256(),
            RECORDED.next(),
            Set.of(2),
            Set.of());
    StatementDraft reused = at(6, RECORDED.sha256()).payload(p -> Statements.devices(p, 2));
    StatementDraft fresh = at(6, RECORDED.sha256());

    assertThat(Alice.slugs(Alice.verify(reused.sign(), recorded)))
        .containsExactly(Slug.DEVICE_ID_REUSED);
    assertThat(Alice.slugs(Alice.verify(fresh.sign(), recorded))).isEmpty();
  }

  @Test
  void refusesAnIdentityKeyThatWasVetoed() throws MalformedException {
    StatementDraft next = at(6, RECORDED.sha256()).payload(p -> Statements.devices(p, 2));
    List<Device> devices = UnverifiedStatement.parse(next.sign()).statement().devices();

    for (Device device : devices) {
      RecordedStatement recorded =
          new RecordedStatement(
              RECORDED.seq(),
              RECORDED.sha256(),
              RECORDED.keySha256(),
              RECORDED.next(),
              Set.of(),
              Set.of(device.identityKey().toBase64Url()));
      assertThat(Alice.slugs(Alice.verify(next.sign(), recorded)))
          .containsExactly(Slug.CHANGE_VETOED);
      assertThat(Alice.slugs(Alice.verify(FIRST, recorded)))
          .as("what was recorded before the veto stays")
          .isEmpty();
    }
  }

  static Stream<Next> sequences() {
    String prev = Statements.hash(FIRST);
    return Stream.of(
        new Next("the next", at(6, prev)),
        new Next("a later one that names the recorded", at(9, prev)),
        new Next("a later one", at(9, OTHER), Slug.HISTORY_GAP),
        new Next("the next after another", at(6, OTHER), Slug.STATEMENT_FORK),
        new Next("the next after nothing", at(6, null), Slug.STATEMENT_FORK),
        new Next("a later one after nothing", at(9, null), Slug.STATEMENT_FORK),
        new Next("another of the same seq", at(5, prev), Slug.STATEMENT_FORK),
        new Next("an earlier one", at(4, OTHER), Slug.STATEMENT_ROLLBACK),
        new Next("an earlier one that names the recorded", at(4, prev), Slug.STATEMENT_ROLLBACK),
        new Next("the first", at(1, null), Slug.STATEMENT_ROLLBACK));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void sequences(Next row) {
    assertThat(Alice.slugs(Alice.verify(row.draft().sign(), RECORDED))).isEqualTo(row.slugs());
  }

  @Test
  void acceptsTheRecordedStatementAgain() {
    assertThat(Alice.slugs(Alice.verify(FIRST, RECORDED))).isEmpty();
  }

  @Test
  void takesTheSamePayloadSignedAgainForAnother() {
    String again = at(5, null).sign(); // ECDSA signs with a new nonce every time

    assertThat(again).isNotEqualTo(FIRST);
    assertThat(Alice.slugs(Alice.verify(again, RECORDED))).containsExactly(Slug.STATEMENT_FORK);
  }

  @Test
  void warnsOfAHistoryThatItDidNotSeeFromItsStart() {
    assertThat(Alice.slugs(Alice.verify(at(1, null).sign()))).isEmpty();
    assertThat(Alice.slugs(Alice.verify(FIRST))).containsExactly(Slug.HISTORY_GAP);
  }

  @Test
  void remembersWhatTheNextStatementIsComparedWith() {
    assertThat(RECORDED.seq()).isEqualTo(5);
    assertThat(RECORDED.sha256()).isEqualTo(Statements.hash(FIRST));
    assertThat(RECORDED.keySha256())
        .isEqualTo(Fingerprint.ofKey(Alice.P256.certificate().getPublicKey()));
    assertThat(RECORDED.next()).isNull();
  }

  @Test
  void warnsOfADomainKeyThatNobodyAnnounced() {
    KeyPair announced = TestKeys.p256();
    RecordedStatement recorded = announcing(announced);

    assertThat(Alice.slugs(Alice.verify(after(recorded, TestKeys.p256()), recorded)))
        .containsExactly(Slug.UNANNOUNCED_DOMAIN_KEY);
    assertThat(Alice.slugs(Alice.verify(after(recorded, announced), recorded))).isEmpty();
    assertThat(Alice.slugs(Alice.verify(after(recorded, Alice.P256.keys()), recorded))).isEmpty();
  }

  @Test
  void asksForNoAnnouncementWhereNoneWasEverMade() {
    assertThat(Alice.slugs(Alice.verify(after(RECORDED, TestKeys.p256()), RECORDED))).isEmpty();
  }

  private static RecordedStatement announcing(KeyPair next) {
    String compact =
        at(5, null).payload(p -> p.put("next", Fingerprint.ofKey(next.getPublic()))).sign();
    return RecordedStatement.of(Alice.believed(Alice.verify(compact)));
  }

  private static String after(RecordedStatement recorded, KeyPair key) {
    TestLeaf leaf = Alice.ISSUER.leaf("alice.example", draft -> draft.keys(key));
    return StatementDraft.of(Alice.CALLSIGN, "ES256", leaf)
        .payload(p -> p.put("seq", recorded.seq() + 1).put("prev", recorded.sha256()))
        .sign();
  }

  private static StatementDraft at(long seq, @Nullable String prev) {
    StatementDraft draft = Alice.statement().payload(p -> p.put("seq", seq));
    return prev == null ? draft : draft.payload(p -> p.put("prev", prev));
  }
}
