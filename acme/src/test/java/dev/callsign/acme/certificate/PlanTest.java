package dev.callsign.acme.certificate;

import static dev.callsign.acme.certificate.Certificates.AUTHORITY;
import static dev.callsign.acme.certificate.Certificates.day;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.renewal.SuggestedWindow;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A leaf from day 0 to day 45, whose authority suggests about day 30, unless said otherwise. */
class PlanTest {
  private static final Duration TICK = Duration.ofMinutes(10);
  private static final Duration DAY = Duration.ofDays(1);
  private final SplittableRandom random = new SplittableRandom(1);

  static Leaf leaf(double days) {
    return new Leaf("leaf", "key", day(0), day(days), AUTHORITY);
  }

  private Plan plan() {
    return Plan.of(leaf(45), day(0), random);
  }

  private static WindowAnswer window(double start, double end) {
    return new WindowAnswer.Suggested(
        new SuggestedWindow(day(start), day(end), null), Duration.ofHours(6));
  }

  private Plan answered(Plan plan, WindowAnswer answer, double on) {
    return plan.answered(answer, leaf(45), day(on), random);
  }

  private static Instant pick(Plan plan) {
    return Objects.requireNonNull(plan.pick());
  }

  private static Optional<Reason> due(Plan plan, double on) {
    return plan.due(leaf(45), null, day(on), TICK);
  }

  @ParameterizedTest
  @CsvSource({"45, 30.9, 31.35", "90, 61.8, 62.7", "10, 6.86, 6.97", "6, 3.12, 3.18"})
  void hasItsBackstopBehindTheWindowsOfTheAuthority(double life, double from, double to) {
    IntStream.range(0, 1000)
        .forEach(
            _ -> {
              Plan plan = Plan.of(leaf(life), day(0), random);
              assertThat(plan.backstop()).isBetween(day(from).minusSeconds(1), day(to));
            });
  }

  @Test
  void isDueATickBeforeItsPick() {
    Plan plan = answered(plan(), window(29.5, 30.5), 0);
    Instant pick = pick(plan);

    assertThat(pick).isBetween(day(29.5), day(30.5));
    assertThat(plan.due(leaf(45), null, pick.minus(TICK).minusSeconds(1), TICK)).isEmpty();
    assertThat(plan.due(leaf(45), null, pick.minus(TICK), TICK)).contains(Reason.SUGGESTED);
  }

  @Test
  void picksEveryPartOfTheWindowAsOften() {
    double mean =
        IntStream.range(0, 10_000)
            .mapToObj(_ -> pick(answered(plan(), window(29, 31), 0)))
            .mapToDouble(pick -> Duration.between(day(29), pick).toSeconds() / 86_400.0)
            .average()
            .orElseThrow();

    assertThat(mean).isBetween(0.98, 1.02);
  }

  @Test
  void keepsItsPickWhileTheWindowIsTheSame() {
    Plan first = answered(plan(), window(29.5, 30.5), 0);
    Plan later = first;
    for (int i = 1; i < 25; i++) {
      later = answered(later, window(29.5, 30.5), i);
    }

    assertThat(later.pick()).isEqualTo(first.pick());
    assertThat(later.backstop()).isEqualTo(first.backstop());
  }

  @Test
  void picksAnewWhenTheWindowChanges() {
    Plan first = answered(plan(), window(29.5, 30.5), 0);

    Plan moved = answered(first, window(29, 30), 1);

    assertThat(moved.pick()).isNotEqualTo(first.pick()).isBetween(day(29), day(30));
    assertThat(moved.incident()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "45, 46", // starts when the leaf ends
    "1000, 1001", // the year 2099
    "-1, 20" // starts before the leaf, and is not past
  })
  void ignoresAWindowThatCannotBeMeant(double start, double end) {
    Plan before = answered(plan(), window(29.5, 30.5), 0);

    Plan after = answered(before, window(start, end), 1);

    assertThat(after.pick()).isEqualTo(before.pick());
    assertThat(after.window()).isEqualTo(before.window());
    assertThat(after.incident()).isFalse();
    assertThat(after.nextPoll()).isBetween(day(1.25), day(1.25).plus(Duration.ofMinutes(37)));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, 3, true", // wholly past
    "28.4, 29.4, 3, true", // earlier by more than a day
    "28.6, 29.6, 3, false",
    "40, 41, 3, false" // later
  })
  void takesAWindowThatCameEarlierForAnIncident(
      double start, double end, double on, boolean isIncident) {
    Plan plan = answered(answered(plan(), window(29.5, 30.5), 0), window(start, end), on);

    assertThat(plan.incident()).isEqualTo(isIncident);
    assertThat(due(plan, on)).isEqualTo(Optional.of(Reason.INCIDENT).filter(_ -> isIncident));
  }

  @Test
  void takesAFirstWindowThatIsPastForAnIncidentOnlyBeforeTheBackstop() {
    assertThat(answered(plan(), window(1, 2), 3).incident()).isTrue();

    Plan late = answered(plan(), window(29.5, 30.5), 32);

    assertThat(late.incident()).isFalse();
    assertThat(due(late, 32)).contains(Reason.BACKSTOP);
  }

  @Test
  void drawsALostPickFromWhatIsLeftOfTheWindow() {
    Plan plan = answered(plan(), window(20, 30), 0);
    Plan lost = lost(plan);

    Plan drawn = lost.repicked(day(25), random);

    assertThat(due(lost, 25)).isEmpty();
    assertThat(drawn.pick()).isBetween(day(25), day(30));
    assertThat(drawn.repicked(day(26), random)).isEqualTo(drawn);
    assertThat(lost.repicked(day(30), random)).isEqualTo(lost);
  }

  private static Plan lost(Plan plan) {
    return new Plan(
        plan.leaf(),
        plan.backstop(),
        plan.window(),
        null,
        plan.incident(),
        plan.unanswered(),
        plan.nextPoll(),
        plan.emergencyTold());
  }

  @ParameterizedTest
  @CsvSource({
    "90, PT108H", // the last twentieth
    "45, PT54H",
    "0.5, PT50M", // five ticks
    "0.0625, PT30M" // a third of a life of 90 minutes
  })
  void isAnEmergencyShortlyBeforeTheEnd(double life, Duration length) {
    Instant begin = Plan.emergency(leaf(life), TICK);

    assertThat(begin).isEqualTo(day(life).minus(length));
    Plan plan = Plan.of(leaf(life), day(0), random);
    assertThat(plan.due(leaf(life), null, begin, TICK)).contains(Reason.EMERGENCY);
    assertThat(plan.due(leaf(life), null, day(life).plus(DAY), TICK)).contains(Reason.EMERGENCY);
  }

  @Test
  void ordersNothingTwiceWithinSixHoursWhateverAuthorityAndClockSay() {
    Plan plan = answered(plan(), window(1, 2), 3);

    assertThat(plan.due(leaf(45), day(3), day(3.24), TICK)).isEmpty();
    assertThat(plan.due(leaf(45), day(3), day(3.25), TICK)).contains(Reason.INCIDENT);
    assertThat(plan.due(leaf(45), day(50), day(50.2), TICK)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PT0S, PT1M", "PT6H, PT6H", "P10D, P1D"})
  void asksAgainWhenTheServerSaysWithinBounds(Duration retryAfter, Duration wait) {
    WindowAnswer answer =
        new WindowAnswer.Suggested(new SuggestedWindow(day(29), day(30), null), retryAfter);

    Instant next = answered(plan(), answer, 1).nextPoll();

    assertThat(next)
        .isBetween(
            day(1).plus(wait), day(1).plus(wait.multipliedBy(11).dividedBy(10)).plusSeconds(1));
  }

  @Test
  void asksASilentServerMoreAndMoreRarely() {
    Plan plan = plan();
    for (Duration wait :
        new Duration[] {
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(4),
          Duration.ofMinutes(8),
          Duration.ofMinutes(16),
          Duration.ofHours(6),
          Duration.ofHours(6)
        }) {
      plan = answered(plan, new WindowAnswer.NotNow("silence"), 1);
      assertThat(Duration.between(day(1), plan.nextPoll()))
          .isBetween(wait, wait.multipliedBy(11).dividedBy(10).plusSeconds(1));
    }
    plan = answered(plan, window(29, 30), 1);
    assertThat(plan.unanswered()).isZero();
  }

  @Test
  void asksAtOnceAndNeverAtTheEndNorWhereNobodyIsToBeAsked() {
    assertThat(plan().isPollDue(leaf(45), day(0))).isTrue();
    assertThat(plan().isPollDue(leaf(45), day(45))).isFalse();
    assertThat(plan().isPollDue(new Leaf("leaf", "key", day(0), day(45), null), day(1))).isFalse();
    assertThat(answered(plan(), window(29, 30), 1).isPollDue(leaf(45), day(1.1))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a.test", ""})
  void keepsItsPickWhenOnlyThePageForPersonsIsAnother(String page) {
    @Nullable URI other = page.isEmpty() ? null : URI.create(page);
    Plan first = answered(plan(), window(29.5, 30.5), 0);
    WindowAnswer same =
        new WindowAnswer.Suggested(
            new SuggestedWindow(day(29.5), day(30.5), other), Duration.ofHours(6));

    assertThat(answered(first, same, 1).pick()).isEqualTo(first.pick());
  }
}
