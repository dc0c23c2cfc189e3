package dev.callsign.directory.state;

import static dev.callsign.directory.state.Alice.FIRST;
import static dev.callsign.directory.state.Alice.POLICY;
import static dev.callsign.directory.state.Alice.at;
import static dev.callsign.directory.state.Alice.day;
import static dev.callsign.directory.state.Alice.seenOnDay10;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Slug;
import dev.callsign.statement.RenewalWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a callsign is looked at again: docs/verification.md, evidence age. */
class RecheckTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** After a check, the next one, a part of the interval sooner or later. */
  private record Row(String what, CallsignState state, Instant now, Duration interval) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Row> intervals() {
    Facts well = seenOnDay10();
    Facts silent = well.with(new Trouble(day(10), Slug.CONNECT_TIMEOUT));
    Facts wrong = well.with(new Trouble(day(10), Slug.STATEMENT_SIGNATURE));
    Facts held = well.with(Pending.of("foreign", Set.of("mallory"), day(20)));
    return Stream.of(
        row("all is well", well, 10, DAY),
        row("a certificate of seven days", lasting(7), 0.5, DAY.dividedBy(2)),
        row("a certificate of eight days", lasting(8), 0.5, DAY),
        row("the renewal is due", well, 61, HOUR),
        row("the authority is in a hurry", well.with(well.inForce().due(day(20))), 20, HOUR),
        row("the last tenth", well, 85, HOUR),
        row("the last tenth before the authority wants a renewal", lateRenewal(), 82, HOUR),
        row("a change is held", held, 20, HOUR),
        row("a change is held after the end", held, 120, HOUR),
        row("a change is held after a revocation", held.revoked(day(10)), 50, HOUR),
        row("the first failure", silent, 10, Duration.ofMinutes(2)),
        row("an hour of failures", silent, 10 + 1.0 / 24, Duration.ofMinutes(30)),
        row("ten hours of failures", silent, 10 + 10.0 / 24, Duration.ofHours(5)),
        row("a day of failures", silent, 11, Duration.ofHours(6)),
        row("unreachable for weeks", silent, 30, Duration.ofHours(6)),
        row("the first bad answer", wrong, 10, Duration.ofMinutes(2)),
        row("bad answers for weeks", wrong, 30, Duration.ofHours(6)),
        row("unreachable in the last tenth", silent, 85, HOUR),
        row("bad answers in the last tenth", wrong, 85, HOUR),
        row("just ended", well, 90, HOUR),
        row("ended for most of a day", well, 90.9, HOUR),
        row("ended yesterday", well, 91, DAY),
        row("ended for weeks", well, 119.9, DAY),
        row("ended for 30 days", well, 120, DAY.multipliedBy(7)),
        row("ended for years", well, 1_000, DAY.multipliedBy(7)),
        row("just revoked", well.revoked(day(10)), 10, HOUR),
        row("revoked yesterday", well.revoked(day(10)), 11, DAY),
        row("revoked for years", well.revoked(day(10)), 1_000, DAY.multipliedBy(7)));
  }

  private static Row row(String what, Facts facts, double on, Duration interval) {
    return new Row(what, at(day(on), facts), day(on), interval);
  }

  /** A statement that was never renewed, of so many days. */
  private static Facts lasting(int days) {
    RenewalWindow window = RenewalWindow.of(day(0), day(days));
    return Facts.of(new InForce(FIRST, day(0), window, null), Set.of(), Set.of(), null);
  }

  private static Facts lateRenewal() {
    Facts well = seenOnDay10();
    return well.with(well.inForce().due(day(89)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("intervals")
  void looksAgainAfterAnIntervalAndATenthSoonerOrLater(Row row) {
    List<Duration> intervals =
        IntStream.range(0, 1_000)
            .mapToObj(i -> Recheck.next("host" + i + ".example", row.state(), row.now(), POLICY))
            .map(next -> Duration.between(row.now(), next))
            .toList();

    Duration tenth = row.interval().dividedBy(10);
    assertThat(intervals)
        .allMatch(each -> each.compareTo(row.interval().minus(tenth)) >= 0)
        .allMatch(each -> each.compareTo(row.interval().plus(tenth)) <= 0)
        .anyMatch(each -> each.compareTo(row.interval().minus(tenth.dividedBy(2))) < 0)
        .anyMatch(each -> each.compareTo(row.interval().plus(tenth.dividedBy(2))) > 0);
  }

  @Test
  void looksOftenEnoughForAHoldHoweverRarelyItLooksOtherwise() {
    StatePolicy rarely = StatePolicy.of(POLICY.hold(), DAY.multipliedBy(60));
    CallsignState held = Alice.in(StateName.HELD);

    assertThat(Recheck.next("alice.example", held, day(10), rarely))
        .isBefore(day(10).plus(rarely.longestGap().dividedBy(5)));
  }

  @Test
  void driftsNamesApartThatWereRegisteredTogether() {
    CallsignState state = Alice.in(StateName.ACTIVE);
    long instants =
        IntStream.range(0, 1_000)
            .mapToObj(i -> Recheck.next("host" + i + ".example", state, day(10), POLICY))
            .distinct()
            .count();

    assertThat(instants).isGreaterThan(990);
  }

  @ParameterizedTest
  @EnumSource
  void isAFunctionOfNameStateAndTime(StateName name) {
    CallsignState state = Alice.in(name);
    Instant now = day(12);

    assertThat(Recheck.next("alice.example", state, now, POLICY))
        .isEqualTo(Recheck.next("alice.example", state, now, POLICY));
  }

  /** What changes by itself, and when. */
  private record Moment(String what, Facts facts, Instant at) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Moment> moments() {
    Facts well = seenOnDay10();
    Facts silent = well.with(new Trouble(day(10.5), Slug.CONNECT_TIMEOUT));
    Facts held = well.with(Pending.of("foreign", Set.of("mallory"), day(10)));
    Facts late = well.with(Pending.of("foreign", Set.of("mallory"), day(89)));
    return Stream.of(
        new Moment("the renewal is due", well, day(60)),
        new Moment("the authority is in a hurry", well.with(well.inForce().due(day(20))), day(20)),
        new Moment("the renewal is overdue", well, day(67.5)),
        new Moment("the last tenth begins", well, day(81)),
        new Moment("the statement ends", well, day(90)),
        new Moment("the hold ends", held, day(13)),
        new Moment("the hold ends after the statement", late, day(92)),
        new Moment("the hold ends after a revocation", held.revoked(day(11)), day(13)),
        new Moment("the domain has been silent for long enough", silent, day(13)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("moments")
  void looksWhenSomethingChangesByItself(Moment moment) {
    for (int seconds = 1; seconds <= 1_000; seconds++) {
      Instant now = moment.at().minusSeconds(seconds);
      CallsignState state = at(now, moment.facts());

      assertThat(Recheck.next("alice.example", state, now, POLICY))
          .isAfter(now)
          .isBeforeOrEqualTo(moment.at());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("moments")
  void looksAtMostASecondLaterWhenItIsAboutToChange(Moment moment) {
    Instant now = moment.at().minusMillis(1);

    assertThat(Recheck.next("alice.example", at(now, moment.facts()), now, POLICY))
        .isEqualTo(now.plus(SECOND));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void neverSleepsThroughAChange(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 500; i++) {
      Life life = Life.atRandom(random.split(), 60, POLICY);
      for (int n = 0; n < life.lines().size(); n++) {
        CallsignState state = life.transitions().get(n).state();
        Instant now = life.lines().get(n).at();
        Instant next = Recheck.next("alice.example", state, now, POLICY);

        assertThat(next).isAfterOrEqualTo(now.plus(SECOND));
        assertThat(next).isBeforeOrEqualTo(now.plus(DAY.multipliedBy(7)).plus(DAY));
        if (next.isAfter(now.plus(SECOND))) {
          assertThat(changesBetween(now, next, state)).isFalse();
        }
      }
    }
  }

  /**
   * Whether time alone changes the state, or begins a warning, or ends a hold before it is over.
   */
  private static boolean changesBetween(Instant now, Instant next, CallsignState state) {
    Facts facts = state.facts();
    Instant before = next.minusNanos(1);
    Pending pending = facts.pending();
    boolean endsHold =
        pending != null
            && now.isBefore(pending.since().plus(POLICY.hold()))
            && !before.isBefore(pending.since().plus(POLICY.hold()));
    boolean warns =
        state.name().isServed()
            && !CallsignState.warnings(facts, now, POLICY)
                .containsAll(CallsignState.warnings(facts, before, POLICY));
    return endsHold || warns || at(before, facts).name() != state.name();
  }
}
