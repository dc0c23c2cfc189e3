package dev.callsign.directory.state;

import static dev.callsign.directory.state.Alice.FIRST;
import static dev.callsign.directory.state.Alice.FOREIGN;
import static dev.callsign.directory.state.Alice.FOREIGN_KEYS;
import static dev.callsign.directory.state.Alice.NEXT;
import static dev.callsign.directory.state.Alice.POLICY;
import static dev.callsign.directory.state.Alice.confirmed;
import static dev.callsign.directory.state.Alice.day;
import static dev.callsign.directory.state.Alice.failed;
import static dev.callsign.directory.state.Alice.reclaimed;
import static dev.callsign.directory.state.Alice.renewed;
import static dev.callsign.directory.state.Alice.validFrom;
import static dev.callsign.directory.state.StateName.ACTIVE;
import static dev.callsign.directory.state.StateName.EXPIRED;
import static dev.callsign.directory.state.StateName.HELD;
import static dev.callsign.directory.state.StateName.MISMATCH;
import static dev.callsign.directory.state.StateName.RENEWAL_DUE;
import static dev.callsign.directory.state.StateName.REVOKED;
import static dev.callsign.directory.state.StateName.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.statement.Grade;
import dev.callsign.statement.RenewalWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The states of docs/protocol.md §6 and the holds of §5, row by row. */
class TransitionTest {
  private static final double HALF_A_DAY = 0.5;
  private static final Set<String> FEWER = Set.of("mallory-1");
  private static final Set<String> OTHERS = Set.of("mallory-1", "eve");

  /** Nothing is known against the statement: nobody answered, or not the domain is to blame. */
  private static final Set<Slug> SILENCE =
      EnumSet.of(
          Slug.MALFORMED_CALLSIGN,
          Slug.RESERVED_NAME,
          Slug.PUBLIC_SUFFIX,
          Slug.CONFUSABLE_NAME,
          Slug.DNS_NXDOMAIN,
          Slug.DNS_NO_ADDRESS,
          Slug.DNS_TIMEOUT,
          Slug.DNS_SERVFAIL,
          Slug.DNS_BOGUS,
          Slug.DNS_INSECURE,
          Slug.TXT_AMBIGUOUS,
          Slug.PERSPECTIVES_DISAGREE,
          Slug.RESERVED_ADDRESS,
          Slug.CONNECT_REFUSED,
          Slug.CONNECT_TIMEOUT,
          Slug.TLS_HANDSHAKE,
          Slug.TLS_VERSION,
          Slug.HTTP_STATUS,
          Slug.HTTP_TIMEOUT,
          Slug.CRL_STALE,
          Slug.CRL_SCOPE,
          Slug.CRL_UNAVAILABLE);

  /** What is seen of {@link Alice}, on a day. */
  private enum Seen {
    NOTHING,
    THE_STATEMENT_IN_FORCE,
    A_RENEWAL,
    DEVICES_MORE,
    DEVICES_LESS,
    DEVICES_REKEYED,
    FOREIGN_KEYS,
    FOREIGN_KEYS_RENEWED,
    OTHER_FOREIGN_KEYS,
    NO_ANSWER,
    A_BAD_SIGNATURE,
    AN_UNTRUSTED_CHAIN,
    A_REVOCATION,
    A_REVOCATION_OF_ANOTHER,
    A_VETO,
    DUE_ON_DAY_20,
    DUE_ON_DAY_70,
    ANOTHER_DUE_ON_DAY_20;

    Sighting on(double day) {
      return switch (this) {
        case NOTHING -> new Sighting.Nothing();
        case THE_STATEMENT_IN_FORCE -> confirmed();
        case A_RENEWAL -> renewed(day);
        case DEVICES_MORE -> new Sighting.Followed(NEXT, Grade.EXTENDED, validFrom(day), Set.of());
        case DEVICES_LESS -> new Sighting.Followed(NEXT, Grade.REDUCED, validFrom(day), Set.of());
        case DEVICES_REKEYED ->
            new Sighting.Followed(NEXT, Grade.ROTATED, validFrom(day), Set.of());
        case FOREIGN_KEYS -> reclaimed(10);
        case FOREIGN_KEYS_RENEWED -> reclaimed("another", Alice.FOREIGN_KEYS, day);
        case OTHER_FOREIGN_KEYS -> reclaimed("another", OTHERS, day);
        case NO_ANSWER -> failed(Slug.CONNECT_REFUSED);
        case A_BAD_SIGNATURE -> failed(Slug.STATEMENT_SIGNATURE);
        case AN_UNTRUSTED_CHAIN -> failed(Slug.CHAIN_UNTRUSTED);
        case A_REVOCATION -> new Sighting.Revoked(FIRST);
        case A_REVOCATION_OF_ANOTHER -> new Sighting.Revoked(NEXT);
        case A_VETO -> new Sighting.Vetoed();
        case DUE_ON_DAY_20 -> new Sighting.WindowMoved(FIRST, day(20));
        case DUE_ON_DAY_70 -> new Sighting.WindowMoved(FIRST, day(70));
        case ANOTHER_DUE_ON_DAY_20 -> new Sighting.WindowMoved(NEXT, day(20));
      };
    }
  }

  /** The state before, what is seen on which day, the state after it, and what is told. */
  private record Row(StateName before, Seen seen, double on, StateName after, String told) {
    /** Somebody looked at what is held half a day before. */
    Transition transition() {
      CallsignState state =
          before == HELD ? Alice.held(Math.max(10, on - HALF_A_DAY)) : Alice.in(before);
      return Transition.of(state, seen.on(on), Alice.day(on), POLICY);
    }
  }

  private static Row row(StateName before, Seen seen, double day, StateName after, String told) {
    return new Row(before, seen, day, after, told);
  }

  static Stream<Row> rows() {
    return Stream.of(
        row(ACTIVE, Seen.NOTHING, 59.9, ACTIVE, ""),
        row(ACTIVE, Seen.NOTHING, 60, RENEWAL_DUE, "renewal-due"),
        row(ACTIVE, Seen.NOTHING, 67.5, RENEWAL_DUE, "renewal-due, renewal-overdue"),
        row(ACTIVE, Seen.NOTHING, 81, RENEWAL_DUE, "renewal-due, renewal-overdue, expiring"),
        row(ACTIVE, Seen.NOTHING, 90, EXPIRED, "expired"),
        row(ACTIVE, Seen.THE_STATEMENT_IN_FORCE, 20, ACTIVE, ""),
        row(ACTIVE, Seen.THE_STATEMENT_IN_FORCE, 60, RENEWAL_DUE, "renewal-due"),
        row(ACTIVE, Seen.THE_STATEMENT_IN_FORCE, 90, EXPIRED, "expired"),
        row(ACTIVE, Seen.A_RENEWAL, 55, ACTIVE, "renewed"),
        row(ACTIVE, Seen.A_RENEWAL, 90, ACTIVE, "expired, renewed"),
        row(ACTIVE, Seen.DEVICES_MORE, 20, ACTIVE, "extended"),
        row(ACTIVE, Seen.DEVICES_LESS, 20, ACTIVE, "reduced"),
        row(ACTIVE, Seen.DEVICES_REKEYED, 20, ACTIVE, "rotated"),
        row(ACTIVE, Seen.FOREIGN_KEYS, 20, HELD, "held"),
        row(ACTIVE, Seen.FOREIGN_KEYS, 67.5, HELD, "held, renewal-overdue"),
        row(ACTIVE, Seen.FOREIGN_KEYS, 90, EXPIRED, "expired, held"),
        row(ACTIVE, Seen.NO_ANSWER, 12.9, ACTIVE, ""),
        row(ACTIVE, Seen.NO_ANSWER, 13, UNREACHABLE, "unreachable"),
        row(ACTIVE, Seen.NO_ANSWER, 90, EXPIRED, "expired"),
        row(ACTIVE, Seen.A_BAD_SIGNATURE, 11, MISMATCH, "mismatch"),
        row(ACTIVE, Seen.A_BAD_SIGNATURE, 90, EXPIRED, "expired"),
        row(ACTIVE, Seen.A_REVOCATION, 11, REVOKED, "revoked"),
        row(ACTIVE, Seen.A_REVOCATION, 90, REVOKED, "expired, revoked"),
        row(ACTIVE, Seen.A_REVOCATION_OF_ANOTHER, 11, ACTIVE, ""),
        row(ACTIVE, Seen.A_VETO, 11, ACTIVE, ""),
        row(ACTIVE, Seen.DUE_ON_DAY_20, 19, ACTIVE, ""),
        row(ACTIVE, Seen.DUE_ON_DAY_20, 20, RENEWAL_DUE, "renewal-due"),
        row(ACTIVE, Seen.DUE_ON_DAY_70, 60, ACTIVE, ""),
        row(ACTIVE, Seen.ANOTHER_DUE_ON_DAY_20, 20, ACTIVE, ""),
        row(RENEWAL_DUE, Seen.NOTHING, 62, RENEWAL_DUE, ""),
        row(RENEWAL_DUE, Seen.NOTHING, 67.5, RENEWAL_DUE, "renewal-overdue"),
        row(RENEWAL_DUE, Seen.NOTHING, 90, EXPIRED, "expired"),
        row(RENEWAL_DUE, Seen.THE_STATEMENT_IN_FORCE, 62, RENEWAL_DUE, ""),
        row(RENEWAL_DUE, Seen.A_RENEWAL, 62, ACTIVE, "renewed"),
        row(RENEWAL_DUE, Seen.A_RENEWAL, 89.9, ACTIVE, "renewed"),
        row(RENEWAL_DUE, Seen.A_RENEWAL, 90, ACTIVE, "expired, renewed"),
        row(RENEWAL_DUE, Seen.FOREIGN_KEYS, 62, HELD, "held"),
        row(RENEWAL_DUE, Seen.NO_ANSWER, 62, RENEWAL_DUE, ""),
        row(RENEWAL_DUE, Seen.NO_ANSWER, 64, UNREACHABLE, "unreachable"),
        row(RENEWAL_DUE, Seen.A_BAD_SIGNATURE, 62, MISMATCH, "mismatch"),
        row(RENEWAL_DUE, Seen.A_REVOCATION, 62, REVOKED, "revoked"),
        row(RENEWAL_DUE, Seen.A_VETO, 62, RENEWAL_DUE, ""),
        row(RENEWAL_DUE, Seen.DUE_ON_DAY_70, 62, ACTIVE, "active"),
        row(UNREACHABLE, Seen.NOTHING, 14, UNREACHABLE, ""),
        row(UNREACHABLE, Seen.NOTHING, 67.5, UNREACHABLE, "renewal-overdue"),
        row(UNREACHABLE, Seen.NOTHING, 90, EXPIRED, "expired"),
        row(UNREACHABLE, Seen.THE_STATEMENT_IN_FORCE, 14, ACTIVE, "active"),
        row(UNREACHABLE, Seen.THE_STATEMENT_IN_FORCE, 60, RENEWAL_DUE, "renewal-due"),
        row(UNREACHABLE, Seen.A_RENEWAL, 14, ACTIVE, "renewed"),
        row(UNREACHABLE, Seen.FOREIGN_KEYS, 14, HELD, "held"),
        row(UNREACHABLE, Seen.NO_ANSWER, 14, UNREACHABLE, ""),
        row(UNREACHABLE, Seen.A_BAD_SIGNATURE, 14, MISMATCH, "mismatch"),
        row(UNREACHABLE, Seen.A_REVOCATION, 14, REVOKED, "revoked"),
        row(UNREACHABLE, Seen.A_VETO, 14, UNREACHABLE, ""),
        row(UNREACHABLE, Seen.DUE_ON_DAY_20, 20, UNREACHABLE, ""),
        row(MISMATCH, Seen.NOTHING, 12, MISMATCH, ""),
        row(MISMATCH, Seen.NOTHING, 90, EXPIRED, "expired"),
        row(MISMATCH, Seen.THE_STATEMENT_IN_FORCE, 12, ACTIVE, "active"),
        row(MISMATCH, Seen.A_RENEWAL, 12, ACTIVE, "renewed"),
        row(MISMATCH, Seen.FOREIGN_KEYS, 12, HELD, "held"),
        row(MISMATCH, Seen.NO_ANSWER, 12, MISMATCH, ""), // nobody said that it is well again
        row(MISMATCH, Seen.NO_ANSWER, 20, MISMATCH, ""),
        row(MISMATCH, Seen.A_BAD_SIGNATURE, 12, MISMATCH, ""),
        row(MISMATCH, Seen.AN_UNTRUSTED_CHAIN, 12, MISMATCH, "mismatch"),
        row(MISMATCH, Seen.AN_UNTRUSTED_CHAIN, 90, EXPIRED, "expired"),
        row(MISMATCH, Seen.A_REVOCATION, 12, REVOKED, "revoked"),
        row(MISMATCH, Seen.A_VETO, 12, MISMATCH, ""),
        row(MISMATCH, Seen.DUE_ON_DAY_20, 20, MISMATCH, ""),
        row(HELD, Seen.NOTHING, 20, HELD, ""), // time alone makes nobody an owner
        row(HELD, Seen.NOTHING, 90, EXPIRED, "expired"),
        row(HELD, Seen.THE_STATEMENT_IN_FORCE, 11, ACTIVE, "withdrawn"),
        row(HELD, Seen.THE_STATEMENT_IN_FORCE, 60, RENEWAL_DUE, "withdrawn, renewal-due"),
        row(HELD, Seen.A_RENEWAL, 11, ACTIVE, "renewed"),
        row(HELD, Seen.FOREIGN_KEYS, 12.9, HELD, ""),
        row(HELD, Seen.FOREIGN_KEYS, 13, ACTIVE, "reclaimed"),
        row(HELD, Seen.FOREIGN_KEYS_RENEWED, 12, HELD, "held"),
        row(HELD, Seen.FOREIGN_KEYS_RENEWED, 13, ACTIVE, "reclaimed"),
        row(HELD, Seen.FOREIGN_KEYS_RENEWED, 90, ACTIVE, "expired, reclaimed"),
        row(HELD, Seen.OTHER_FOREIGN_KEYS, 13, HELD, "held"),
        row(HELD, Seen.NO_ANSWER, 13, HELD, ""),
        row(HELD, Seen.A_BAD_SIGNATURE, 13, HELD, ""),
        row(HELD, Seen.A_REVOCATION, 11, REVOKED, "revoked"),
        row(HELD, Seen.A_VETO, 11, ACTIVE, "vetoed"),
        row(HELD, Seen.A_VETO, 90, EXPIRED, "expired, vetoed"),
        row(HELD, Seen.DUE_ON_DAY_20, 20, HELD, ""),
        row(EXPIRED, Seen.NOTHING, 91, EXPIRED, ""),
        row(EXPIRED, Seen.THE_STATEMENT_IN_FORCE, 91, EXPIRED, ""),
        row(EXPIRED, Seen.A_RENEWAL, 91, ACTIVE, "renewed"),
        row(EXPIRED, Seen.DEVICES_MORE, 91, ACTIVE, "extended"),
        row(EXPIRED, Seen.FOREIGN_KEYS_RENEWED, 91, EXPIRED, "held"), // nobody gets in sooner
        row(EXPIRED, Seen.NO_ANSWER, 91, EXPIRED, ""),
        row(EXPIRED, Seen.A_BAD_SIGNATURE, 91, EXPIRED, ""),
        row(EXPIRED, Seen.A_REVOCATION, 91, REVOKED, "revoked"),
        row(EXPIRED, Seen.A_VETO, 91, EXPIRED, ""),
        row(EXPIRED, Seen.DUE_ON_DAY_70, 91, EXPIRED, ""),
        row(REVOKED, Seen.NOTHING, 11, REVOKED, ""),
        row(REVOKED, Seen.NOTHING, 90, REVOKED, ""), // what is not served ends only once
        row(REVOKED, Seen.THE_STATEMENT_IN_FORCE, 11, REVOKED, ""),
        row(REVOKED, Seen.A_RENEWAL, 11, ACTIVE, "renewed"),
        row(REVOKED, Seen.DEVICES_REKEYED, 11, ACTIVE, "rotated"),
        row(REVOKED, Seen.FOREIGN_KEYS, 11, REVOKED, "held"),
        row(REVOKED, Seen.NO_ANSWER, 13, REVOKED, ""),
        row(REVOKED, Seen.A_BAD_SIGNATURE, 11, REVOKED, ""),
        row(REVOKED, Seen.A_REVOCATION, 12, REVOKED, ""),
        row(REVOKED, Seen.A_VETO, 11, REVOKED, ""),
        row(REVOKED, Seen.DUE_ON_DAY_20, 20, REVOKED, ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void rows(Row row) {
    Transition transition = row.transition();

    assertThat(transition.state().name()).isEqualTo(row.after());
    assertThat(told(transition)).isEqualTo(row.told());
  }

  @Test
  void everyStateHasARowForEverySighting() {
    Set<List<Object>> missing =
        Stream.of(StateName.values())
            .flatMap(
                state ->
                    Stream.of(Sighting.class.getPermittedSubclasses())
                        .map(kind -> List.<Object>of(state, kind)))
            .collect(Collectors.toSet());

    rows().forEach(row -> missing.remove(List.of(row.before(), row.seen().on(0).getClass())));

    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aliceIsInTheStateThatTheRowsSay(StateName name) {
    assertThat(Alice.in(name).name()).isEqualTo(name);
  }

  @Test
  void tellsALateEndWithItsOwnStateAndWhatFollowsItWithTheNext() {
    Transition late = after(Alice.in(ACTIVE), 91, renewed(91));

    assertThat(late.happenings())
        .extracting(Happening::type, late::after)
        .containsExactly(tuple(EventType.EXPIRED, EXPIRED), tuple(EventType.RENEWED, ACTIVE));
  }

  @Test
  void tellsTheFirstStatement() {
    Transition first = first(validFrom(0), day(1));

    assertThat(first.state().name()).isEqualTo(ACTIVE);
    assertThat(told(first)).isEqualTo("first");
  }

  @Test
  void tellsAtOnceThatTheFirstStatementIsOld() {
    assertThat(told(first(validFrom(0), day(70), Warning.SERVED_BY_OTHER_KEY)))
        .isEqualTo("first, renewal-due, renewal-overdue, served-by-other-key");
  }

  @Test
  void servesNothingFromTheEndOnWhenNobodyHasLookedSince() {
    CallsignState found = Alice.in(HELD);

    assertThat(found.isServed(day(90).minusNanos(1))).isTrue();
    assertThat(found.isServed(day(90))).isFalse();
    assertThat(Alice.in(REVOKED).isServed(day(11))).isFalse();
  }

  @Test
  void holdsForeignKeysFromWhenTheyWereFirstAskedFor() {
    CallsignState held =
        after(Alice.held(12), 12.5, reclaimed("renewed", FOREIGN_KEYS, 12)).state();

    assertThat(held.facts().pending())
        .isEqualTo(new Pending("renewed", FOREIGN_KEYS, day(10), day(12.5)));
    assertThat(told(after(held, 13, reclaimed("renewed", FOREIGN_KEYS, 12))))
        .isEqualTo("reclaimed");
  }

  @Test
  void goesOnHoldingWhenFewerOfTheForeignKeysAreAskedFor() {
    CallsignState held = after(Alice.held(12), 12.5, reclaimed("fewer", FEWER, 12)).state();

    assertThat(held.facts().pending()).isEqualTo(new Pending("fewer", FEWER, day(10), day(12.5)));
  }

  @Test
  void holdsAnewWhenKeysThatWereLeftOutComeBack() {
    CallsignState fewer = after(Alice.held(12), 12.5, reclaimed("fewer", FEWER, 12)).state();
    Transition all = after(fewer, 13, reclaimed(10));

    assertThat(all.state().facts().pending()).isEqualTo(Pending.of(FOREIGN, FOREIGN_KEYS, day(13)));
    assertThat(all.happenings())
        .containsExactly(
            new Happening(EventType.HELD, "active from 2026-01-17T00:00:00Z at the earliest"));
  }

  @ParameterizedTest
  @EnumSource(names = {"THE_STATEMENT_IN_FORCE", "A_RENEWAL", "A_VETO"})
  void holdsAnewWhenTheHoldWasInterruptedBy(Seen interruption) {
    CallsignState well = after(Alice.held(12), 12.5, interruption.on(12)).state();
    Transition again = after(well, 13, reclaimed("again", FOREIGN_KEYS, 13));

    assertThat(again.state().name()).isEqualTo(HELD);
    assertThat(again.state().facts().pending())
        .isEqualTo(Pending.of("again", FOREIGN_KEYS, day(13)));
  }

  @ParameterizedTest
  @EnumSource(names = {"NOTHING", "NO_ANSWER", "A_BAD_SIGNATURE", "DUE_ON_DAY_20"})
  void isNotInterruptedBy(Seen seen) {
    CallsignState held = after(Alice.held(12.4), 12.7, seen.on(12)).state();

    assertThat(told(after(held, 13, reclaimed(10)))).isEqualTo("reclaimed");
  }

  @Test
  void holdsAnewAfterATimeInWhichNobodyLooked() {
    Duration tooLong = POLICY.longestGap().plusMillis(1);
    Transition blind =
        Transition.of(Alice.held(12.5), reclaimed(10), day(12.5).plus(tooLong), POLICY);
    Transition inTime =
        Transition.of(Alice.held(12.5), reclaimed(10), day(12.5).plus(POLICY.longestGap()), POLICY);

    assertThat(told(inTime)).isEqualTo("reclaimed");
    assertThat(told(blind)).isEqualTo("held");
    assertThat(blind.state().facts().pending())
        .isEqualTo(Pending.of(FOREIGN, FOREIGN_KEYS, day(12.5).plus(tooLong)));
  }

  @Test
  void makesNobodyAnOwnerBySightingsBeforeAndAfterAnOutageAlone() {
    Transition after = after(Alice.in(HELD), 20, reclaimed(10));

    assertThat(after.state().name()).isEqualTo(HELD);
    assertThat(after.happenings())
        .containsExactly(
            new Happening(EventType.HELD, "active from 2026-01-24T00:00:00Z at the earliest"));
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_ANSWER", "A_BAD_SIGNATURE", "A_REVOCATION", "A_REVOCATION_OF_ANOTHER"})
  void takesAFailedLookForOne(Seen seen) {
    CallsignState looked = after(Alice.held(12), 12.6, seen.on(12)).state();

    assertThat(told(after(looked, 13, reclaimed(10)))).isEqualTo("reclaimed");
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_ANSWER", "A_BAD_SIGNATURE", "A_REVOCATION_OF_ANOTHER"})
  void beginsAHoldAnewWithAFailedLookAfterTheOutage(Seen seen) {
    Transition looked = after(Alice.held(11), 12, seen.on(12));

    assertThat(told(looked)).isEqualTo("held");
    assertThat(looked.state().facts().pending())
        .isEqualTo(Pending.of(FOREIGN, FOREIGN_KEYS, day(12)));
  }

  @ParameterizedTest
  @EnumSource(names = {"NOTHING", "DUE_ON_DAY_20"})
  void takesForNoLookWhatSaysNothingOfTheHost(Seen seen) {
    CallsignState held = after(Alice.held(12), 12.5, seen.on(12)).state();

    assertThat(told(after(held, 13, reclaimed(10)))).isEqualTo("held");
  }

  @Test
  void showsFor30DaysThatKeysBecameActiveWithoutAgreement() {
    CallsignState reclaimed = after(Alice.held(12.5), 13, reclaimed(10)).state();
    CallsignState renewed = after(reclaimed, 40, renewed(40)).state();

    assertThat(warnings(reclaimed, 13)).containsExactly(Warning.RECLAIMED);
    assertThat(warnings(renewed, 42.9)).containsExactly(Warning.RECLAIMED);
    assertThat(warnings(renewed, 43)).isEmpty();
  }

  @Test
  void goesBackToTheTroubleThatTheHoldCovered() {
    CallsignState held = after(Alice.in(HELD), 10.5, failed(Slug.CHAIN_EXPIRED)).state();

    assertThat(after(held, 12, new Sighting.Vetoed()).happenings())
        .containsExactly(
            new Happening(EventType.VETOED, null),
            new Happening(EventType.MISMATCH, "chain-expired"));
  }

  @Test
  void countsTheTroubleFromTheFirstCheckThatFailed() {
    CallsignState later = after(Alice.in(MISMATCH), 20, failed(Slug.CHAIN_EXPIRED)).state();

    assertThat(later.facts().trouble()).isEqualTo(new Trouble(day(11), Slug.CHAIN_EXPIRED));
  }

  @Test
  void countsAMismatchFromTheFirstBadAnswerNotFromTheSilenceBeforeIt() {
    CallsignState later = after(Alice.in(UNREACHABLE), 20, failed(Slug.CHAIN_EXPIRED)).state();

    assertThat(later.facts().trouble()).isEqualTo(new Trouble(day(20), Slug.CHAIN_EXPIRED));
  }

  @Test
  void keepsTheReasonOfAMismatchWhileNobodyAnswers() {
    CallsignState later = after(Alice.in(MISMATCH), 20, failed(Slug.DNS_TIMEOUT)).state();

    assertThat(later.facts().trouble()).isEqualTo(new Trouble(day(11), Slug.STATEMENT_SIGNATURE));
  }

  @Test
  void saysWhatIsWrongAndSinceWhen() {
    assertThat(after(Alice.in(ACTIVE), 11, failed(Slug.NAME_MISMATCH)).happenings())
        .containsExactly(new Happening(EventType.MISMATCH, "name-mismatch"));
    assertThat(after(Alice.in(ACTIVE), 13, failed(Slug.DNS_SERVFAIL)).happenings())
        .containsExactly(
            new Happening(EventType.UNREACHABLE, "no answer since 2026-01-14T00:00:00Z"));
  }

  static Stream<Slug> reasons() {
    return Stream.of(Slug.values()).filter(slug -> slug.step().compareTo(Step.FRESHNESS) <= 0);
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void isAMismatchWhenSomethingIsKnownAgainstTheStatement(Slug reason) {
    StateName soon = after(Alice.in(ACTIVE), 11, failed(reason)).state().name();
    StateName later = after(Alice.in(ACTIVE), 13, failed(reason)).state().name();

    assertThat(soon).isEqualTo(SILENCE.contains(reason) ? ACTIVE : MISMATCH);
    assertThat(later).isEqualTo(SILENCE.contains(reason) ? UNREACHABLE : MISMATCH);
  }

  @Test
  void warnsOnceUntilTheWarningEnds() {
    CallsignState state = Alice.in(ACTIVE);
    List<String> told = new ArrayList<>();
    for (Sighting seen :
        List.of(
            confirmed(Warning.SERVED_BY_OTHER_KEY),
            confirmed(Warning.SERVED_BY_OTHER_KEY),
            failed(Slug.CONNECT_REFUSED),
            confirmed(Warning.SERVED_BY_OTHER_KEY),
            confirmed(),
            confirmed(Warning.SERVED_BY_OTHER_KEY))) {
      Transition transition = after(state, 20, seen);
      told.add(told(transition));
      state = transition.state();
    }

    assertThat(told).containsExactly("served-by-other-key", "", "", "", "", "served-by-other-key");
  }

  @Test
  void warnsOnceHoweverOftenThereIsANewStatement() {
    CallsignState warned =
        after(Alice.in(ACTIVE), 20, confirmed(Warning.SERVED_BY_OTHER_KEY)).state();

    assertThat(told(after(warned, 50, renewed(50, Warning.SERVED_BY_OTHER_KEY))))
        .isEqualTo("renewed");
  }

  @Test
  void warnsOfEachDomainKeyThatNobodyAnnounced() {
    CallsignState first =
        after(Alice.in(ACTIVE), 20, renewed(20, Warning.UNANNOUNCED_DOMAIN_KEY)).state();
    CallsignState checked = after(first, 21, confirmed()).state();

    assertThat(warnings(checked, 21)).containsExactly(Warning.UNANNOUNCED_DOMAIN_KEY);
    assertThat(told(after(checked, 50, renewed(50, Warning.UNANNOUNCED_DOMAIN_KEY))))
        .isEqualTo("renewed, unannounced-domain-key");
    assertThat(warnings(after(checked, 50, renewed(50)).state(), 50)).isEmpty();
  }

  @Test
  void warnsAgainOfTheNextCertificateThatIsNotRenewed() {
    CallsignState overdue = after(Alice.in(ACTIVE), 67.5, confirmed()).state();
    CallsignState renewed = after(overdue, 70, renewed(70)).state();

    assertThat(told(after(renewed, 70 + 67.5, confirmed())))
        .isEqualTo("renewal-due, renewal-overdue");
  }

  @Test
  void warnsOfNothingThatIsNotServed() {
    CallsignState expired = after(Alice.in(ACTIVE), 90, new Sighting.Nothing()).state();

    assertThat(told(after(expired, 91, confirmed(Warning.SERVED_BY_OTHER_KEY)))).isEmpty();
  }

  @Test
  void forgetsWhatTheAuthoritySaidOfTheCertificateBefore() {
    CallsignState moved =
        after(Alice.in(ACTIVE), 11, new Sighting.WindowMoved(FIRST, day(20))).state();

    assertThat(moved.facts().inForce().renewalDue()).isEqualTo(day(20));
    assertThat(after(moved, 15, confirmed()).state().facts().inForce().renewalDue())
        .isEqualTo(day(20));
    assertThat(after(moved, 15, renewed(15)).state().facts().inForce().renewalDue())
        .isEqualTo(day(75));
  }

  @Test
  void keepsWhenARevocationWasFirstSeen() {
    CallsignState later = after(Alice.in(REVOKED), 12, new Sighting.Revoked(FIRST)).state();

    assertThat(later).isInstanceOf(CallsignState.Revoked.class);
    assertThat(later.facts().revokedAt()).isEqualTo(day(10));
  }

  @Test
  void saysWhetherAnotherStatementIsInForce() {
    CallsignState held = Alice.held(12.5);

    assertThat(after(held, 12.9, reclaimed(10)).replaces(held)).isFalse();
    assertThat(after(held, 13, reclaimed(10)).replaces(held)).isTrue();
    assertThat(after(held, 12.9, renewed(12)).replaces(held)).isTrue();
    assertThat(after(held, 12.9, confirmed()).replaces(held)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"FIRST", "RECLAIMED"})
  void nothingFollowsWithoutAgreement(Grade grade) {
    assertThatThrownBy(() -> new Sighting.Followed(NEXT, grade, validFrom(10), Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesDurationsOfNothing() {
    assertThatThrownBy(() -> StatePolicy.of(Duration.ZERO, Duration.ofDays(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> StatePolicy.of(Duration.ofDays(3), Duration.ofDays(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Transition first(RenewalWindow window, Instant now, Warning... warnings) {
    return Transition.first(new InForce(FIRST, now, window, null), Set.of(warnings), now, POLICY);
  }

  private static Transition after(CallsignState before, double day, Sighting seen) {
    return Transition.of(before, seen, day(day), POLICY);
  }

  private static Set<Warning> warnings(CallsignState state, double day) {
    return CallsignState.warnings(state.facts(), day(day), POLICY);
  }

  private static String told(Transition transition) {
    return transition.happenings().stream()
        .map(happening -> happening.type().text())
        .collect(Collectors.joining(", "));
  }
}
