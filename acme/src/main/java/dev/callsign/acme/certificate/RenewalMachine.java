package dev.callsign.acme.certificate;

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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What follows from what was seen: the next state of the agent, and what is to be done.
 *
 * <p>Pure, but for the chance that it is given: it touches nothing. Whoever performs the effects
 * has written the state down before. Whatever is observed, in whatever order: one attempt has one
 * order, an authority is not asked for anything before its limit is over, and no errand that fails
 * leads to an order.
 */
final class RenewalMachine {

  /** The first {@link OrderFailure.RateLimited} may name a time that is past already. */
  static final Duration SHORTEST_LIMIT = Duration.ofMinutes(1);

  /** Later than the limit by up to this part of the wait. */
  static final double LIMIT_SPREAD = 0.1;

  /** In an emergency no failure is waited out for longer, except a limit. */
  static final Duration EMERGENCY_WAIT = Duration.ofHours(1);

  /** Failures of one renewal before the owner is told, and before fallbacks have their turn. */
  static final int ALARM_AFTER = 3;

  private final RenewalPolicy policy;
  private final RandomGenerator random;
  private final Reconciler reconciler;

  RenewalMachine(RenewalPolicy policy, RandomGenerator random) {
    this.policy = policy;
    this.random = random;
    this.reconciler = new Reconciler(policy, random);
  }

  /** What follows. An observation that the state did not ask for leads to a look around. */
  Transition after(AgentState state, Observation observed, Instant now) {
    return switch (observed) {
      case Observation.Looked looked -> looked(state, looked.facts(), now);
      case Observation.WindowAnswered answered -> answered(state, answered, now);
      case Observation.Ran ran -> ran(state, ran, now);
      case Observation.KeyDeleted _ -> look(state);
      case Observation.StepFailed failed ->
          state.renewal() instanceof Underway underway
              ? failed(state, underway, failed.failure(), now)
              : look(state);
      case Observation.KeyMade made ->
          state.renewal() instanceof KeyNeeded(Attempt attempt)
              ? go(state, new KeyReady(attempt.forKey(made.sha256())), now)
              : look(state);
      case Observation.StorageProven _ ->
          state.renewal() instanceof KeyReady(Attempt attempt)
              ? go(state, new Opening(attempt.decided(Plan.whole(now))), now)
              : look(state);
      case Observation.AccountMade _ ->
          state.renewal() instanceof AccountNeeded(Attempt attempt)
              ? go(state, new KeyReady(progressed(attempt)), now)
              : look(state);
      case Observation.OrderFound found ->
          state.renewal() instanceof Opening(Attempt attempt)
              ? go(state, new Ordered(progressed(attempt), found.order()), now)
              : look(state);
      case Observation.NameProved _ ->
          state.renewal() instanceof Ordered(Attempt attempt, URI order)
              ? proved(state, progressed(attempt), order, now)
              : look(state);
      case Observation.Issued _ ->
          state.renewal() instanceof Authorized(Attempt attempt, URI order)
              ? go(state, new Finalized(progressed(attempt), order), now)
              : look(state);
      case Observation.Kept kept ->
          state.renewal() instanceof Finalized(Attempt attempt, URI _)
              ? go(state, new Downloaded(attempt, kept.generation()), now)
              : look(state);
      case Observation.Installed _ ->
          state.renewal() instanceof Downloaded ? look(state.with(new Idle())) : look(state);
    };
  }

  /** What a state that is under way asks for. */
  private static Effect effect(Underway underway) {
    return switch (underway) {
      case KeyNeeded needed -> new Effect.CreateNextKey(needed.attempt().key());
      case KeyReady _ -> new Effect.ProveStorage();
      case AccountNeeded needed -> new Effect.RecreateAccount(needed.attempt().authority());
      case Opening opening -> new Effect.FindOrOpen(opening.attempt());
      case Ordered(Attempt attempt, URI order) -> new Effect.Authorize(attempt.authority(), order);
      case Authorized(Attempt attempt, URI order) ->
          new Effect.Finalize(attempt.authority(), order, key(attempt));
      case Finalized(Attempt attempt, URI order) ->
          new Effect.Download(attempt.authority(), order, key(attempt));
      case Downloaded downloaded -> new Effect.Install(downloaded.generation());
    };
  }

  private static String key(Attempt attempt) {
    String key = attempt.key();
    if (key == null) {
      throw new IllegalStateException("attempt " + attempt.number() + " has an order but no key");
    }
    return key;
  }

  private static Attempt progressed(Attempt attempt) {
    return attempt.with(attempt.tries().progressed());
  }

  private static Transition look(AgentState state) {
    return Transition.of(state, new Effect.Look());
  }

  private static Transition look(AgentState state, List<Effect> alarms) {
    List<Effect> effects = new ArrayList<>(alarms);
    effects.add(new Effect.Look());
    return new Transition(state, effects);
  }

  /** Goes on at once, unless the authority takes nothing now. */
  private Transition go(AgentState state, Underway underway, Instant now) {
    Optional<Instant> limit = state.limit(underway.attempt().authority(), now);
    return limit.isPresent() && !(underway instanceof Downloaded)
        ? look(
            state.with(
                new Backoff(
                    underway, FailureClass.RATE_LIMIT, Plan.whole(now), spread(limit.get(), now))))
        : Transition.of(state.with(underway), effect(underway));
  }

  private Transition looked(AgentState before, Facts facts, Instant now) {
    boolean isReconfigured = !before.configuration().equals(facts.configuration());
    AgentState state =
        before
            .unlimited(now)
            .configured(facts.configuration())
            .with(plan(before.plan(), facts.live(), now));
    Optional<Reason> due = due(state, facts, now);
    List<Effect> alarms = new ArrayList<>();
    state = tellEmergency(state, facts, due, alarms);
    if (policy.authorities() == null) {
      return and(alarms, reconciler.next(state.with(new Idle()), facts, now, List.of()));
    }
    state = tellHalf(state, facts, now, alarms);
    return and(alarms, renewal(state, facts, due, isReconfigured, now));
  }

  private Transition renewal(
      AgentState state, Facts facts, Optional<Reason> due, boolean isReconfigured, Instant now) {
    return switch (state.renewal()) {
      case Idle _ ->
          due.isPresent()
              ? begin(state, due.get(), now)
              : reconciler.next(state, facts, now, List.of());
      case Underway underway ->
          due.isEmpty() && underway.isBeforeOrder() // somebody else renewed it
              ? reconciler.next(state.with(new Idle()), facts, now, List.of())
              : go(state, underway, now);
      case Backoff backoff -> {
        if (due.isEmpty() && backoff.resume().isBeforeOrder()) {
          yield reconciler.next(state.with(new Idle()), facts, now, List.of());
        }
        if (isReconfigured && backoff.failure() == FailureClass.CONFIGURATION) {
          yield anew(state, backoff.resume(), now);
        }
        Instant end = end(backoff, due, now);
        yield now.isBefore(end)
            ? reconciler.next(state, facts, now, List.of(end))
            : go(state, backoff.resume(), now);
      }
      case Paused paused -> {
        if (due.isEmpty() && paused.resume().isBeforeOrder()) {
          yield reconciler.next(state.with(new Idle()), facts, now, List.of());
        }
        yield isReconfigured
            ? anew(state, paused.resume(), now)
            : reconciler.next(state, facts, now, List.of());
      }
    };
  }

  /** A failure of the future was waited out by a clock that was wrong; a limit still counts. */
  private static Instant end(Backoff backoff, Optional<Reason> due, Instant now) {
    if (backoff.failedAt().isAfter(now) && backoff.failure() != FailureClass.RATE_LIMIT) {
      return now;
    }
    Instant capped = backoff.failedAt().plus(EMERGENCY_WAIT);
    boolean isCapped =
        due.filter(Reason.EMERGENCY::equals).isPresent()
            && backoff.failure() != FailureClass.RATE_LIMIT
            && capped.isBefore(backoff.notBefore());
    return isCapped ? capped : backoff.notBefore();
  }

  private @Nullable Plan plan(@Nullable Plan before, @Nullable Leaf live, Instant now) {
    if (live == null) {
      return null;
    }
    return before == null || !before.leaf().equals(live.sha256())
        ? Plan.of(live, now, random)
        : before.repicked(now, random);
  }

  private Optional<Reason> due(AgentState state, Facts facts, Instant now) {
    Leaf live = facts.live();
    Plan plan = state.plan();
    return live == null || plan == null
        ? Optional.of(Reason.FIRST)
        : plan.due(live, facts.orderedAt(), now, policy.tick());
  }

  private static AgentState tellEmergency(
      AgentState state, Facts facts, Optional<Reason> due, List<Effect> alarms) {
    Plan plan = state.plan();
    Leaf live = facts.live();
    if (plan == null
        || live == null
        || plan.emergencyTold()
        || due.filter(Reason.EMERGENCY::equals).isEmpty()) {
      return state;
    }
    alarms.add(
        new Effect.Alarm("the certificate ends at " + live.notAfter() + " and is not renewed"));
    return state.with(plan.told());
  }

  /** Half of the time that there was for the renewal is over. */
  private static AgentState tellHalf(
      AgentState state, Facts facts, Instant now, List<Effect> alarms) {
    Leaf live = facts.live();
    Underway underway =
        switch (state.renewal()) {
          case Idle _ -> null;
          case Underway same -> same;
          case Backoff backoff -> backoff.resume();
          case Paused paused -> paused.resume();
        };
    if (live == null || underway == null || underway.attempt().tries().alarmed()) {
      return state;
    }
    Instant startedAt = underway.attempt().startedAt();
    Duration half = Duration.between(startedAt, live.notAfter()).dividedBy(2);
    if (now.isBefore(startedAt.plus(half))) {
      return state;
    }
    alarms.add(
        new Effect.Alarm(
            "half of the time to renew the certificate is over, which ends at " + live.notAfter()));
    Attempt told = underway.attempt().with(underway.attempt().tries().told());
    return state.with(
        switch (state.renewal()) {
          case Idle idle -> idle;
          case Underway same -> same.with(told);
          case Backoff(Underway resume, FailureClass kind, Instant at, Instant notBefore) ->
              new Backoff(resume.with(told), kind, at, notBefore);
          case Paused(Underway resume, URI where) -> new Paused(resume.with(told), where);
        });
  }

  private static Transition and(List<Effect> alarms, Transition transition) {
    List<Effect> effects = new ArrayList<>(alarms);
    effects.addAll(transition.effects());
    return new Transition(transition.state(), effects);
  }

  private Transition begin(AgentState state, Reason reason, Instant now) {
    Instant second = Plan.whole(now);
    Attempt none =
        new Attempt(
            0, reason, second, second, authorities().first(), false, null, Tries.NONE, Set.of());
    Attempt attempt = again(state, none, now);
    Transition begun = go(state.counted(attempt.number()), new KeyNeeded(attempt), now);
    return reason == Reason.INCIDENT
        ? and(List.of(new Effect.Alarm(incident(state.plan()))), begun)
        : begun;
  }

  private static String incident(@Nullable Plan plan) {
    URI explanation = plan == null || plan.window() == null ? null : plan.window().explanation();
    return "the authority wants the certificate replaced at once"
        + (explanation == null ? "" : "; it says why at " + explanation);
  }

  private RenewalPolicy.Authorities authorities() {
    RenewalPolicy.Authorities authorities = policy.authorities();
    if (authorities == null) {
      throw new IllegalStateException("nothing is ordered where there is no authority");
    }
    return authorities;
  }

  /** Another attempt of the same renewal, at the authority whose turn it is. */
  private Attempt again(AgentState state, Attempt attempt, Instant now) {
    RenewalPolicy.Authorities all = authorities();
    long number = state.attempts() + 1;
    URI staging = all.staging();
    if (staging != null
        && attempt.tries().last() == FailureClass.VALIDATION
        && !attempt.has(Remedy.REHEARSED)
        && state.limit(staging, now).isEmpty()) {
      return attempt.followedBy(number, staging, true);
    }
    List<URI> inTurn = all.inTurn();
    int turn = Math.max(0, attempt.tries().total() - (ALARM_AFTER - 1)) % inTurn.size();
    for (int i = 0; i < inTurn.size(); i++) {
      URI authority = inTurn.get((turn + i) % inTurn.size());
      if (state.limit(authority, now).isEmpty()) {
        return attempt.followedBy(number, authority, false);
      }
    }
    return attempt.followedBy(number, inTurn.get(turn), false);
  }

  /** Goes on with another attempt, or with another state of one that has no order yet. */
  private Transition anew(AgentState state, Underway resume, Instant now) {
    Attempt attempt = again(state, resume.attempt(), now);
    return go(state.counted(attempt.number()), ready(attempt), now);
  }

  private static Underway ready(Attempt attempt) {
    return attempt.key() == null ? new KeyNeeded(attempt) : new KeyReady(attempt);
  }

  private Transition proved(AgentState state, Attempt attempt, URI order, Instant now) {
    if (!attempt.rehearsal()) {
      return go(state, new Authorized(attempt, order), now);
    }
    Attempt next = again(state, attempt.having(Remedy.REHEARSED), now);
    return go(state.counted(next.number()), ready(next), now);
  }

  private Transition failed(
      AgentState state, Underway underway, OrderFailure failure, Instant now) {
    Attempt attempt = underway.attempt();
    return switch (failure) {
      case OrderFailure.KeyRefused refused ->
          attempt.has(Remedy.KEY_REPLACED)
              ? waitOut(state, underway, FailureClass.CONFIGURATION, refused.detail(), now)
              : remedied(state, attempt, Remedy.KEY_REPLACED, now);
      case OrderFailure.AccountUnknown unknown ->
          attempt.has(Remedy.ACCOUNT_RECREATED)
              ? waitOut(state, underway, FailureClass.CONFIGURATION, unknown.detail(), now)
              : remedied(state, attempt, Remedy.ACCOUNT_RECREATED, now);
      case OrderFailure.ReplacesRefused refused ->
          attempt.has(Remedy.REPLACES_DROPPED)
              ? waitOut(state, underway, FailureClass.CONFIGURATION, refused.detail(), now)
              : remedied(state, attempt, Remedy.REPLACES_DROPPED, now);
      case OrderFailure.UserActionRequired required -> paused(state, attempt, required, now);
      case OrderFailure.RateLimited limited -> limited(state, underway, limited, now);
      case OrderFailure.Unreachable unreachable ->
          waitOut(state, underway, FailureClass.TRANSPORT, unreachable.detail(), now);
      case OrderFailure.ValidationFailed invalid ->
          waitOut(state, underway, FailureClass.VALIDATION, invalid.detail(), now);
      case OrderFailure.Refused refused ->
          waitOut(state, underway, FailureClass.CONFIGURATION, refused.detail(), now);
      case OrderFailure.OrderLost lost ->
          waitOut(state, underway, FailureClass.ORDER, lost.detail(), now);
      case OrderFailure.Local local ->
          waitOut(state, underway, FailureClass.LOCAL, local.detail(), now);
    };
  }

  /** Tries at once what may help. */
  private Transition remedied(AgentState state, Attempt attempt, Remedy remedy, Instant now) {
    Attempt next = again(state, attempt.having(remedy), now);
    Attempt same = next.followedBy(next.number(), attempt.authority(), attempt.rehearsal());
    return go(
        state.counted(same.number()),
        switch (remedy) {
          case KEY_REPLACED -> new KeyNeeded(same);
          case ACCOUNT_RECREATED -> new AccountNeeded(same);
          case REPLACES_DROPPED, REHEARSED -> ready(same);
        },
        now);
  }

  private Transition paused(
      AgentState state, Attempt attempt, OrderFailure.UserActionRequired required, Instant now) {
    Attempt next = again(state, attempt.with(attempt.tries().told()), now);
    URI where = required.where().filter(StateNodes::isAddress).orElse(null);
    return look(
        state.counted(next.number()).with(new Paused(ready(next), where)),
        List.of(
            new Effect.Alarm(
                "the authority waits for a person"
                    + (where == null ? "" : ", at " + where)
                    + ": "
                    + required.detail())));
  }

  private Transition limited(
      AgentState state, Underway underway, OrderFailure.RateLimited limited, Instant now) {
    Attempt attempt =
        underway.attempt().with(underway.attempt().tries().and(FailureClass.RATE_LIMIT));
    Instant soonest = now.plus(SHORTEST_LIMIT);
    Instant until = Plan.roundUp(limited.until().isBefore(soonest) ? soonest : limited.until());
    AgentState next = state.limited(attempt.authority(), until);
    Attempt elsewhere = again(next, attempt, now);
    boolean isElsewhere = next.limit(elsewhere.authority(), now).isEmpty();
    Instant notBefore =
        isElsewhere
            ? Plan.roundUp(now.plus(FailureClass.RATE_LIMIT.pace(1, random)))
            : spread(until, now);
    Underway resume = isElsewhere ? ready(elsewhere) : underway.with(attempt);
    return backedOff(
        isElsewhere ? next.counted(elsewhere.number()) : next,
        new Backoff(resume, FailureClass.RATE_LIMIT, Plan.whole(now), notBefore),
        limited.detail());
  }

  private Instant spread(Instant until, Instant now) {
    long wait = Math.max(0, Duration.between(now, until).toMillis());
    return Plan.roundUp(until.plusMillis(Math.round(wait * LIMIT_SPREAD * random.nextDouble())));
  }

  private Transition waitOut(
      AgentState state, Underway underway, FailureClass kind, String detail, Instant now) {
    Attempt before = underway.attempt();
    Attempt attempt = before.with(before.tries().and(kind));
    if (before.rehearsal() && kind != FailureClass.VALIDATION) {
      attempt = attempt.having(Remedy.REHEARSED); // staging is no help now
    } else if (kind == FailureClass.VALIDATION) {
      attempt = attempt.lacking(Remedy.REHEARSED);
    }
    Instant notBefore =
        Plan.roundUp(now.plus(kind.pace(Math.max(1, attempt.tries().inRow()), random)));
    Attempt next = again(state, attempt, now);
    boolean isSame = keepsOrder(kind, underway, next);
    Underway resume = isSame ? underway.with(attempt) : ready(next);
    return backedOff(
        isSame ? state : state.counted(next.number()),
        new Backoff(resume, kind, Plan.whole(now), notBefore),
        detail);
  }

  /** Whether the same order may still come on; and nobody else's turn is to open one. */
  private static boolean keepsOrder(FailureClass kind, Underway underway, Attempt next) {
    return switch (kind) {
      case TRANSPORT, LOCAL ->
          switch (underway) {
            case Authorized _, Finalized _, Downloaded _ -> true;
            case KeyNeeded _, KeyReady _, AccountNeeded _, Opening _, Ordered _ ->
                next.authority().equals(underway.attempt().authority());
          };
      case RATE_LIMIT, VALIDATION, CONFIGURATION, ORDER -> false;
    };
  }

  private static Transition backedOff(AgentState state, Backoff backoff, String detail) {
    Attempt attempt = backoff.resume().attempt();
    boolean isConfiguration = backoff.failure() == FailureClass.CONFIGURATION;
    boolean alarms =
        !attempt.tries().alarmed() && (isConfiguration || attempt.tries().total() >= ALARM_AFTER);
    if (!alarms) {
      return look(state.with(backoff));
    }
    Backoff told =
        new Backoff(
            backoff.resume().with(attempt.with(attempt.tries().told())),
            backoff.failure(),
            backoff.failedAt(),
            backoff.notBefore());
    return look(
        state.with(told),
        List.of(
            new Effect.Alarm("no certificate from " + attempt.authority() + " so far: " + detail)));
  }

  private Transition answered(AgentState state, Observation.WindowAnswered answered, Instant now) {
    Plan plan = state.plan();
    return plan != null && plan.leaf().equals(answered.leaf().sha256())
        ? look(state.with(plan.answered(answered.answer(), answered.leaf(), now, random)))
        : look(state);
  }

  private Transition ran(AgentState state, Observation.Ran ran, Instant now) {
    Errand errand =
        state.errands().of(ran.kind()).ran(ran.subject(), ran.done(), ran.asked(), now, random);
    AgentState next = state.with(state.errands().with(ran.kind(), errand));
    return errand.alarms(ran.done())
        ? look(next, List.of(new Effect.Alarm(alarm(ran))))
        : look(next);
  }

  private static String alarm(Observation.Ran ran) {
    String what =
        switch (ran.kind()) {
          case SIGN -> "no statement could be signed";
          case DEPLOY -> "certificate or statement are not served";
          case PUBLISH -> "the directory has another statement";
        };
    return what + " after several tries" + (ran.detail().isEmpty() ? "" : ": " + ran.detail());
  }
}
