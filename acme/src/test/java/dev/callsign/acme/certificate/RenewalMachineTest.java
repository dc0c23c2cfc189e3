package dev.callsign.acme.certificate;

import static dev.callsign.acme.certificate.Certificates.AUTHORITY;
import static dev.callsign.acme.certificate.Certificates.day;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.callsign.acme.certificate.RenewalState.AccountNeeded;
import dev.callsign.acme.certificate.RenewalState.Authorized;
import dev.callsign.acme.certificate.RenewalState.Backoff;
import dev.callsign.acme.certificate.RenewalState.Downloaded;
import dev.callsign.acme.certificate.RenewalState.Finalized;
import dev.callsign.acme.certificate.RenewalState.Idle;
import dev.callsign.acme.certificate.RenewalState.KeyNeeded;
import dev.callsign.acme.certificate.RenewalState.KeyReady;
import dev.callsign.acme.certificate.RenewalState.Opening;
import dev.callsign.acme.certificate.RenewalState.Ordered;
import dev.callsign.acme.certificate.RenewalState.Paused;
import dev.callsign.acme.certificate.RenewalState.Underway;
import dev.callsign.acme.order.OrderFailure;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every state, everything that can be observed in it, and what follows. */
class RenewalMachineTest {
  private static final URI STAGING = URI.create("https://staging.callsign.test/directory");
  private static final URI FALLBACK = URI.create("https://fallback.callsign.test/directory");
  private static final URI ORDER = URI.create("https://acme.callsign.test/order/1");
  private static final Instant NOW = day(10);
  private static final Leaf LIVE = new Leaf("leaf", "key", day(0), day(45), AUTHORITY);

  private final RenewalMachine machine = machine(null, List.of());

  private static RenewalMachine machine(@Nullable URI staging, List<URI> fallbacks) {
    return new RenewalMachine(
        new RenewalPolicy(
            RenewalPolicy.DEFAULT_TICK,
            new RenewalPolicy.Authorities(AUTHORITY, staging, fallbacks)),
        new SplittableRandom(1));
  }

  static Attempt attempt() {
    return new Attempt(
        1, Reason.SUGGESTED, day(10), day(10), AUTHORITY, false, "key", Tries.NONE, Set.of());
  }

  private static AgentState in(RenewalState renewal) {
    Plan plan = new Plan("leaf", day(31), null, null, false, 0, day(11), false);
    return new AgentState(renewal, 1, plan, Errands.NEVER, Map.of(), "configuration");
  }

  /** All is as it should be. */
  static Facts facts(@Nullable Leaf live, String configuration) {
    return new Facts(
        live,
        null,
        "next",
        "statement",
        new Seen("leaf", "statement", "statement"),
        List.of(),
        configuration);
  }

  private static Observation looked() {
    return new Observation.Looked(facts(LIVE, "configuration"));
  }

  private static Map<String, RenewalState> states() {
    Map<String, RenewalState> states = new LinkedHashMap<>();
    states.put("idle", new Idle());
    states.put("key-needed", new KeyNeeded(attempt()));
    states.put("key-ready", new KeyReady(attempt()));
    states.put("account-needed", new AccountNeeded(attempt()));
    states.put("opening", new Opening(attempt()));
    states.put("ordered", new Ordered(attempt(), ORDER));
    states.put("authorized", new Authorized(attempt(), ORDER));
    states.put("finalized", new Finalized(attempt(), ORDER));
    states.put("downloaded", new Downloaded(attempt(), 2));
    Underway ordered = new Ordered(attempt(), ORDER);
    states.put("waits", new Backoff(ordered, FailureClass.TRANSPORT, day(9), day(10.1)));
    states.put("waited", new Backoff(ordered, FailureClass.TRANSPORT, day(9), day(10)));
    states.put("paused", new Paused(ordered, null));
    return states;
  }

  private static Map<String, Observation> observations() {
    Map<String, Observation> all = new LinkedHashMap<>();
    all.put("looked", looked());
    all.put("due", new Observation.Looked(facts(null, "configuration")));
    all.put("reconfigured", new Observation.Looked(facts(LIVE, "another")));
    all.put("key", new Observation.KeyMade("key"));
    all.put("storage", new Observation.StorageProven());
    all.put("account", new Observation.AccountMade());
    all.put("order", new Observation.OrderFound(ORDER));
    all.put("proved", new Observation.NameProved());
    all.put("issued", new Observation.Issued());
    all.put("kept", new Observation.Kept(2));
    all.put("installed", new Observation.Installed());
    all.put("window", new Observation.WindowAnswered(LIVE, new WindowAnswer.None("none")));
    all.put("ran", new Observation.Ran(Errand.Kind.PUBLISH, "s", true, Duration.ZERO, ""));
    all.put("key-deleted", new Observation.KeyDeleted(1));
    all.put("unreachable", failed(new OrderFailure.Unreachable("x")));
    all.put("rate-limited", failed(new OrderFailure.RateLimited("x", day(11))));
    all.put("not-proved", failed(new OrderFailure.ValidationFailed("x")));
    all.put("refused", failed(new OrderFailure.Refused("x")));
    all.put("key-refused", failed(new OrderFailure.KeyRefused("x")));
    all.put("no-account", failed(new OrderFailure.AccountUnknown("x")));
    all.put("person", failed(new OrderFailure.UserActionRequired("x", Optional.empty())));
    all.put("replaces", failed(new OrderFailure.ReplacesRefused("x")));
    all.put("lost", failed(new OrderFailure.OrderLost("x")));
    all.put("local", failed(new OrderFailure.Local("x")));
    return all;
  }

  private static Observation failed(OrderFailure failure) {
    return new Observation.StepFailed(failure);
  }

  private static String name(RenewalState state) {
    return switch (state) {
      case Backoff backoff ->
          StateNodes.word(backoff.failure()) + "(" + name(backoff.resume()) + ")";
      case Paused paused -> "paused(" + name(paused.resume()) + ")";
      default -> RenewalJson.encode(state).get("state").textValue();
    };
  }

  private static String cell(Transition transition) {
    String effects =
        transition.effects().stream()
            .map(effect -> effect.getClass().getSimpleName())
            .collect(Collectors.joining("+"));
    return name(transition.state().renewal()) + " " + effects;
  }

  /**
   * States, observation, the state that follows, what is to be done; {@code *} is the state before.
   * What is not in here leads nowhere: {@code * Look}.
   */
  private static final String TABLE =
      """
      idle           | looked       | *                          | Wait
      idle           | reconfigured | *                          | Wait
      idle           | due          | key-needed                 | CreateNextKey
      key-needed     | due          | *                          | CreateNextKey
      key-needed     | key          | key-ready                  | ProveStorage
      key-ready      | due          | *                          | ProveStorage
      key-ready      | storage      | opening                    | FindOrOpen
      account-needed | due          | *                          | RecreateAccount
      account-needed | account      | key-ready                  | ProveStorage
      before-order   | looked       | idle                       | Wait
      before-order   | reconfigured | idle                       | Wait
      opening        | around       | *                          | FindOrOpen
      opening        | order        | ordered                    | Authorize
      ordered        | around       | *                          | Authorize
      ordered        | proved       | authorized                 | Finalize
      authorized     | around       | *                          | Finalize
      authorized     | issued       | finalized                  | Download
      finalized      | around       | *                          | Download
      finalized      | kept         | downloaded                 | Install
      downloaded     | around       | *                          | Install
      downloaded     | installed    | idle                       | Look
      underway       | unreachable  | transport(*)               | Look
      underway       | local        | local(*)                   | Look
      underway       | rate-limited | rate-limit(*)              | Look
      underway       | not-proved   | validation(key-ready)      | Look
      underway       | lost         | order(key-ready)           | Look
      underway       | refused      | configuration(key-ready)   | Alarm+Look
      underway       | person       | paused(key-ready)          | Alarm+Look
      underway       | key-refused  | key-needed                 | CreateNextKey
      underway       | no-account   | account-needed             | RecreateAccount
      underway       | replaces     | key-ready                  | ProveStorage
      waits          | around       | *                          | Wait
      waited         | around       | ordered                    | Authorize
      paused         | looked       | *                          | Wait
      paused         | due          | *                          | Wait
      paused         | reconfigured | key-ready                  | ProveStorage
      """;

  private static final Set<String> BEFORE_ORDER =
      Set.of("key-needed", "key-ready", "account-needed");
  private static final Set<String> NOT_UNDERWAY = Set.of("idle", "waits", "waited", "paused");
  private static final Set<String> AROUND = Set.of("looked", "due", "reconfigured");

  private record Row(String states, String observation, String after, String effects) {

    static Row parse(String line) {
      List<String> cells = Splitter.on('|').trimResults().splitToList(line);
      return new Row(cells.get(0), cells.get(1), cells.get(2), cells.get(3));
    }

    boolean isAbout(String state, String observed) {
      boolean isState =
          switch (states) {
            case "before-order" -> BEFORE_ORDER.contains(state);
            case "underway" -> !NOT_UNDERWAY.contains(state);
            default -> states.equals(state);
          };
      boolean isObserved =
          observation.equals("around") ? AROUND.contains(observed) : observation.equals(observed);
      return isState && isObserved;
    }

    String expected(RenewalState before) {
      return after.replace("*", name(before)) + " " + effects;
    }
  }

  @Test
  void followsTheTable() {
    List<Row> rows = TABLE.lines().map(Row::parse).toList();
    Set<Row> used = new HashSet<>();
    states()
        .forEach(
            (state, renewal) ->
                observations()
                    .forEach(
                        (observation, observed) -> {
                          Row row =
                              rows.stream()
                                  .filter(each -> each.isAbout(state, observation))
                                  .findFirst()
                                  .orElse(new Row(state, observation, "*", "Look"));
                          used.add(row);
                          assertThat(cell(machine.after(in(renewal), observed, NOW)))
                              .as(state + " + " + observation)
                              .isEqualTo(row.expected(renewal));
                        }));

    assertThat(used).containsAll(rows);
  }

  @ParameterizedTest
  @EnumSource(FailureClass.class)
  void waitsLongerWithEachFailureGiveOrTakeAFifth(FailureClass kind) {
    SplittableRandom random = new SplittableRandom(7);
    Duration before = Duration.ZERO;
    for (int count = 1; count < 20; count++) {
      Duration longest = Duration.ZERO;
      Duration shortest = Duration.ofDays(9);
      for (int i = 0; i < 500; i++) {
        Duration wait = kind.pace(count, random);
        longest = wait.compareTo(longest) > 0 ? wait : longest;
        shortest = wait.compareTo(shortest) < 0 ? wait : shortest;
      }
      Duration middle = longest.plus(shortest).dividedBy(2);
      assertThat(longest.toMillis())
          .isCloseTo(middle.toMillis() * 12 / 10, Percentage.withPercentage(1));
      assertThat(longest).isGreaterThanOrEqualTo(before.multipliedBy(99).dividedBy(100));
      before = longest;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TRANSPORT, 1, 60", "TRANSPORT, 4, 600", "TRANSPORT, 10, 21600", "TRANSPORT, 99, 21600",
    "VALIDATION, 1, 600", "VALIDATION, 2, 3600", "VALIDATION, 6, 86400", "CONFIGURATION, 1, 86400",
    "LOCAL, 2, 120", "ORDER, 3, 300"
  })
  void pacesAsTheTableOfTheDecisionSays(FailureClass kind, int count, long seconds) {
    Duration wait = kind.pace(count, new SplittableRandom(3));

    assertThat(wait)
        .isBetween(Duration.ofSeconds(seconds * 8 / 10), Duration.ofSeconds(seconds * 12 / 10));
  }

  @ParameterizedTest
  @CsvSource({"-3600, 60", "0, 60", "59, 60", "3600, 3600", "604800, 604800"})
  void neverComesBeforeTheEndOfALimit(long asked, long least) {
    for (int seed = 0; seed < 200; seed++) {
      RenewalMachine any =
          new RenewalMachine(
              new RenewalPolicy(
                  RenewalPolicy.DEFAULT_TICK,
                  new RenewalPolicy.Authorities(AUTHORITY, null, List.of())),
              new SplittableRandom(seed));
      OrderFailure failure = new OrderFailure.RateLimited("x", NOW.plusSeconds(asked));

      Transition transition = any.after(in(new Opening(attempt())), failed(failure), NOW);

      Backoff backoff = (Backoff) transition.state().renewal();
      Duration wait = Duration.between(NOW, backoff.notBefore());
      assertThat(wait)
          .isBetween(Duration.ofSeconds(least), Duration.ofSeconds(least * 11 / 10 + 1));
    }
  }

  @Test
  void goesElsewhereWhereAnAuthorityLimits() {
    RenewalMachine two = machine(null, List.of(FALLBACK));
    OrderFailure failure = new OrderFailure.RateLimited("x", day(20));

    Transition transition = two.after(in(new Opening(attempt())), failed(failure), NOW);

    Backoff backoff = (Backoff) transition.state().renewal();
    assertThat(backoff.resume().attempt().authority()).isEqualTo(FALLBACK);
    assertThat(backoff.notBefore()).isBefore(day(10.1));
    assertThat(transition.state().limits()).containsEntry(AUTHORITY, day(20));
  }

  @Test
  void goesElsewhereAfterTheThirdFailureButNotAwayFromAnIssuedCertificate() {
    RenewalMachine two = machine(null, List.of(FALLBACK));
    Tries twice = Tries.NONE.and(FailureClass.TRANSPORT).and(FailureClass.TRANSPORT);
    Observation failure = failed(new OrderFailure.Unreachable("x"));

    Backoff opening =
        (Backoff) two.after(in(new Opening(attempt().with(twice))), failure, NOW).state().renewal();
    Backoff finalized =
        (Backoff)
            two.after(in(new Finalized(attempt().with(twice), ORDER)), failure, NOW)
                .state()
                .renewal();

    assertThat(opening.resume().attempt().authority()).isEqualTo(FALLBACK);
    assertThat(opening.resume().attempt().number()).isEqualTo(2);
    assertThat(finalized.resume()).isInstanceOf(Finalized.class);
  }

  @Test
  void rehearsesFromTheSecondTryAndEachTimeAnew() {
    RenewalMachine staged = machine(STAGING, List.of());
    Observation failure = failed(new OrderFailure.ValidationFailed("x"));
    AgentState state = in(new Ordered(attempt(), ORDER));

    state = staged.after(state, failure, NOW).state();
    assertThat(authority(state)).isEqualTo(STAGING);
    state = state.with(new Ordered(((Backoff) state.renewal()).resume().attempt(), ORDER));
    state = staged.after(state, new Observation.NameProved(), NOW).state();
    assertThat(((Underway) state.renewal()).attempt().authority()).isEqualTo(AUTHORITY);
    state = state.with(new Ordered(((Underway) state.renewal()).attempt(), ORDER));
    state = staged.after(state, failure, NOW).state();

    assertThat(authority(state)).isEqualTo(STAGING);
  }

  @Test
  void goesToTheAuthorityItselfWhereStagingIsNoHelp() {
    RenewalMachine staged = machine(STAGING, List.of());
    Attempt rehearsal =
        attempt().with(Tries.NONE.and(FailureClass.VALIDATION)).followedBy(1, STAGING, true);

    AgentState state =
        staged
            .after(in(new Opening(rehearsal)), failed(new OrderFailure.Unreachable("x")), NOW)
            .state();

    assertThat(authority(state)).isEqualTo(AUTHORITY);
  }

  private static URI authority(AgentState state) {
    return ((Backoff) state.renewal()).resume().attempt().authority();
  }

  @Test
  void triesEachRemedyOnce() {
    for (OrderFailure failure :
        List.of(
            new OrderFailure.KeyRefused("x"),
            new OrderFailure.AccountUnknown("x"),
            new OrderFailure.ReplacesRefused("x"))) {
      Transition first = machine.after(in(new Opening(attempt())), failed(failure), NOW);
      Underway remedied = (Underway) first.state().renewal();
      Transition second =
          machine.after(first.state().with(new Opening(remedied.attempt())), failed(failure), NOW);

      assertThat(remedied.attempt().number()).isEqualTo(2);
      assertThat(name(second.state().renewal())).isEqualTo("configuration(key-ready)");
      assertThat(second.effects()).hasAtLeastOneElementOfType(Effect.Alarm.class);
    }
  }

  @Test
  void tellsOfTheThirdFailureOnce() {
    AgentState state = in(new Opening(attempt()));
    List<Integer> alarms = new ArrayList<>();
    for (int failure = 1; failure <= 6; failure++) {
      Transition next = machine.after(state, failed(new OrderFailure.Unreachable("x")), NOW);
      if (next.effects().getFirst() instanceof Effect.Alarm) {
        alarms.add(failure);
      }
      state = next.state().with(((Backoff) next.state().renewal()).resume());
    }

    assertThat(alarms).containsExactly(3);
  }

  @Test
  void tellsOnceThatHalfOfTheTimeIsOver() {
    AgentState state =
        in(new Backoff(new Opening(attempt()), FailureClass.TRANSPORT, day(10), day(44)));

    assertThat(machine.after(state, looked(), day(27.4)).effects())
        .noneMatch(Effect.Alarm.class::isInstance);
    Transition told = machine.after(state, looked(), day(27.5));
    assertThat(told.effects().getFirst()).isInstanceOf(Effect.Alarm.class);
    assertThat(machine.after(told.state(), looked(), day(27.6)).effects())
        .noneMatch(Effect.Alarm.class::isInstance);
  }

  @ParameterizedTest
  @CsvSource({"TRANSPORT, true", "VALIDATION, true", "CONFIGURATION, true", "RATE_LIMIT, false"})
  void waitsAnHourAtMostInAnEmergencyExceptForALimit(FailureClass kind, boolean goesOn) {
    Backoff backoff =
        new Backoff(new Ordered(attempt(), ORDER), kind, day(44).minusSeconds(3600), day(45));

    Transition transition = machine.after(in(backoff), looked(), day(44));

    assertThat(transition.state().renewal() instanceof Ordered).isEqualTo(goesOn);
  }

  @Test
  void asksNobodyWhoseLimitIsNotOverWhateverItWaitedFor() {
    AgentState state =
        in(new Backoff(new Opening(attempt()), FailureClass.TRANSPORT, day(9), day(9.5)))
            .limited(AUTHORITY, day(12));

    Transition transition = machine.after(state, looked(), NOW);

    assertThat(name(transition.state().renewal())).isEqualTo("rate-limit(opening)");
    assertThat(((Backoff) transition.state().renewal()).notBefore()).isAfterOrEqualTo(day(12));
  }

  @Test
  void waitsForNothingThatAWrongClockSet() {
    Instant wrong = day(400);
    Backoff backoff = new Backoff(new Ordered(attempt(), ORDER), FailureClass.LOCAL, wrong, wrong);
    Errand errand = Errand.NEVER.ran("a", false, Duration.ZERO, wrong, new SplittableRandom(1));
    Plan plan = new Plan("leaf", day(31), null, null, false, 0, wrong, false);

    assertThat(machine.after(in(backoff), looked(), NOW).state().renewal())
        .isInstanceOf(Ordered.class);
    assertThat(errand.mayRun("a", NOW)).isTrue();
    assertThat(plan.isPollDue(LIVE, NOW)).isTrue();
    assertThat(plan.due(LIVE, wrong, day(44), RenewalPolicy.DEFAULT_TICK))
        .contains(Reason.EMERGENCY);
  }

  @Test
  void goesOnWhenTheConfigurationChanges() {
    Observation reconfigured = new Observation.Looked(facts(LIVE, "another"));
    for (RenewalState state :
        List.of(
            new Paused(new Opening(attempt()), null),
            new Backoff(new Opening(attempt()), FailureClass.CONFIGURATION, NOW, day(11)))) {
      Transition transition = machine.after(in(state), reconfigured, NOW);

      assertThat(transition.state().renewal()).isInstanceOf(KeyReady.class);
      assertThat(transition.state().attempts()).isEqualTo(2);
    }
  }

  @Test
  void letsARenewalBeThatIsNotNeededAnyMore() {
    Backoff backoff = new Backoff(new KeyReady(attempt()), FailureClass.ORDER, day(9), day(10));

    Transition transition = machine.after(in(backoff), looked(), NOW);

    assertThat(transition.state().renewal()).isEqualTo(new Idle());
  }

  @Test
  void numbersEachAttemptOnce() {
    AgentState state = in(new Ordered(attempt(), ORDER));
    for (int i = 2; i < 30; i++) {
      state = machine.after(state, failed(new OrderFailure.OrderLost("x")), NOW).state();
      Underway resume = ((Backoff) state.renewal()).resume();
      assertThat(resume.attempt().number()).isEqualTo(i).isEqualTo(state.attempts());
      state = state.with(new Ordered(resume.attempt(), ORDER));
    }
  }

  @Test
  void looksAroundAgainAfterATickAtMost() {
    Transition transition = machine.after(in(new Idle()), looked(), NOW);

    Effect.Wait wait = (Effect.Wait) Objects.requireNonNull(transition.effects().getLast());
    assertThat(wait.until())
        .isBetween(NOW.plus(Duration.ofMinutes(9)), NOW.plus(Duration.ofMinutes(11)));
  }
}
