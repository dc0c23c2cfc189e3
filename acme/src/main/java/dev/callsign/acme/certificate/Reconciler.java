package dev.callsign.acme.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is on the disk with what the world sees, and finds the first difference to repair.
 * Nothing here depends on what happened before, but for how long to wait between two tries; so a
 * reload that was lost or a directory that forgot is repaired like anything else.
 */
final class Reconciler {

  /**
   * After so many runs the statement is published although the host does not show it, or not with
   * its leaf: where somebody else terminates TLS it never will.
   */
  static final int PATIENCE = 3;

  /** By which part of it a tick is longer or shorter, at most. */
  static final double TICK_JITTER = 0.1;

  /** Nobody looks around more often than this. */
  static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  private static final String NOTHING = "-";

  private final RenewalPolicy policy;
  private final RandomGenerator random;

  Reconciler(RenewalPolicy policy, RandomGenerator random) {
    this.policy = policy;
    this.random = random;
  }

  /**
   * What to do now, or until when to wait.
   *
   * @param others instants at which something else is to be done
   */
  Transition next(AgentState state, Facts facts, Instant now, List<Instant> others) {
    Leaf live = facts.live();
    Plan plan = state.plan();
    if (live == null || plan == null) {
      return waiting(state, now, others.stream());
    }
    if (policy.authorities() != null) {
      if (live.authority() != null && plan.isPollDue(live, now)) {
        return Transition.of(state, new Effect.AskWindow(live.authority(), live));
      }
      if (facts.nextKey() == null) {
        return Transition.of(state, new Effect.CreateNextKey(null));
      }
    }
    List<Instant> moments = new ArrayList<>(others);
    plan.moments(live, facts.orderedAt(), policy.tick()).forEach(moments::add);
    if (live.authority() != null && now.isBefore(live.notAfter())) {
      moments.add(plan.nextPoll());
    }
    return errands(state, live, facts, now, moments);
  }

  private Transition errands(
      AgentState state, Leaf live, Facts facts, Instant now, List<Instant> moments) {
    Errands errands = state.errands();
    String statement = facts.statement();
    if (statement == null) {
      String subject = live.sha256() + "+" + Objects.requireNonNullElse(facts.nextKey(), NOTHING);
      if (errands.sign().mayRun(subject, now)) {
        return Transition.of(state, new Effect.Run(Errand.Kind.SIGN, subject));
      }
      moments.add(errands.sign().notBefore());
    }
    String served = live.sha256() + "+" + Objects.requireNonNullElse(statement, NOTHING);
    Errand deploy = errands.deploy();
    boolean isServed = isServed(live, statement, facts.seen()).orElse(deploy.isDone(served));
    if (isServed) {
      errands = errands.with(Errand.Kind.DEPLOY, deploy.settled(served, now));
    } else if (deploy.mayRun(served, now)) {
      return Transition.of(state, new Effect.Run(Errand.Kind.DEPLOY, served));
    } else {
      moments.add(deploy.notBefore());
    }
    Instant publishedAt = null;
    if (statement != null) {
      Errand publish = errands.publish();
      String recorded = facts.seen().recorded();
      if (recorded == null ? publish.isDone(statement) : recorded.equals(statement)) {
        publish = publish.settled(statement, now);
        errands = errands.with(Errand.Kind.PUBLISH, publish);
        publishedAt = publish.doneAt();
      } else if (isServed || deploy.triesFor(served) >= PATIENCE) {
        if (publish.mayRun(statement, now)) {
          return Transition.of(state.with(errands), new Effect.Run(Errand.Kind.PUBLISH, statement));
        }
        moments.add(publish.notBefore());
      }
    }
    return keys(state.with(errands), facts, publishedAt, now, moments);
  }

  /** Empty when not everything can be seen, and what can be is as it should be. */
  private static Optional<Boolean> isServed(Leaf live, @Nullable String statement, Seen seen) {
    boolean otherLeaf = seen.leaf() != null && !seen.leaf().equals(live.sha256());
    boolean otherStatement =
        statement != null && seen.hosted() != null && !seen.hosted().equals(statement);
    if (otherLeaf || otherStatement) {
      return Optional.of(false);
    }
    boolean isAllSeen = seen.leaf() != null && (statement == null || seen.hosted() != null);
    return isAllSeen ? Optional.of(true) : Optional.empty();
  }

  private Transition keys(
      AgentState state,
      Facts facts,
      @Nullable Instant publishedAt,
      Instant now,
      List<Instant> moments) {
    Optional<Integer> expendable = KeyRetention.expendable(facts.generations(), publishedAt, now);
    return expendable.isPresent()
        ? Transition.of(state, new Effect.DeleteKey(expendable.get()))
        : waiting(state, now, moments.stream());
  }

  private Transition waiting(AgentState state, Instant now, Stream<Instant> moments) {
    double factor = 1 - TICK_JITTER + 2 * TICK_JITTER * random.nextDouble();
    Instant tick = now.plusMillis(Math.round(policy.tick().toMillis() * factor));
    Instant first =
        moments
            .filter(now::isBefore)
            .reduce(tick, (one, other) -> one.isBefore(other) ? one : other);
    Instant soonest = now.plus(SHORTEST_WAIT);
    return Transition.of(state, new Effect.Wait(first.isBefore(soonest) ? soonest : first));
  }
}
