package dev.callsign.directory.state;

import dev.callsign.report.Slug;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a sighting makes of a callsign: its next state, and what there is to tell, in order.
 *
 * <p>Pure: the same state, sighting and instant give the same transition. Whatever is observed, in
 * whatever order, the identity keys in force change without the agreement of a device only after
 * the whole hold, during which somebody looked often enough, and no state is served past the end of
 * the statement in force.
 */
public record Transition(CallsignState state, List<Happening> happenings) {

  /** Warnings that stay with a statement once they were seen. */
  private static final Set<Warning> LASTING = EnumSet.of(Warning.UNANNOUNCED_DOMAIN_KEY);

  /** Copies the list. */
  public Transition {
    happenings = List.copyOf(happenings);
  }

  /** Whether the statement in force is another one than in {@code before}. */
  public boolean replaces(CallsignState before) {
    return !state.facts().inForce().statement().equals(before.facts().inForce().statement());
  }

  /** The state after one of the happenings: an end that nobody saw in time has its own. */
  public StateName after(Happening happening) {
    return happening.type() == EventType.EXPIRED ? StateName.EXPIRED : state.name();
  }

  /** The first statement of a callsign. */
  public static Transition first(
      InForce inForce, Set<Warning> warnings, Instant now, StatePolicy policy) {
    Change change =
        new Change(Facts.of(inForce, warnings, Set.of(), null), happening(EventType.FIRST));
    return told(StateName.ACTIVE, change, new ArrayList<>(), now, policy);
  }

  /**
   * What follows.
   *
   * @param state as it was last found, at or before {@code now}
   */
  public static Transition of(
      CallsignState state, Sighting observed, Instant now, StatePolicy policy) {
    List<Happening> happenings = new ArrayList<>();
    StateName from = state.name();
    boolean hasEnded = !now.isBefore(state.facts().inForce().expiresAt());
    if (from.isServed() && hasEnded) { // also when nobody looked in time
      happenings.add(happening(EventType.EXPIRED));
      from = StateName.EXPIRED;
    }
    Change change = change(state.facts(), observed, now, policy);
    return told(from, change, happenings, now, policy);
  }

  private record Change(Facts facts, @Nullable Happening happening) {
    Change(Facts facts) {
      this(facts, null);
    }
  }

  private static Change change(Facts facts, Sighting observed, Instant now, StatePolicy policy) {
    return switch (observed) {
      case Sighting.Nothing nothing -> new Change(facts);
      case Sighting.Confirmed confirmed -> confirmed(facts, confirmed, now);
      case Sighting.Followed followed ->
          new Change(
              Facts.of(
                  new InForce(followed.statement(), now, followed.window(), null),
                  followed.warnings(),
                  toldOfAnyStatement(facts),
                  facts.reclaimedAt()),
              happening(EventType.of(followed.grade())));
      case Sighting.Reclaimed reclaimed -> reclaimed(facts, reclaimed, now, policy);
      case Sighting.Failed failed -> failed(facts, failed.reason(), now, policy);
      case Sighting.Revoked revoked ->
          looked(facts.isInForce(revoked.statement()) ? facts.revoked(now) : facts, now, policy);
      case Sighting.Vetoed vetoed ->
          facts.pending() == null
              ? new Change(facts)
              : new Change(facts.with((Pending) null), happening(EventType.VETOED));
      case Sighting.WindowMoved moved ->
          new Change(
              facts.isInForce(moved.statement())
                  ? facts.with(facts.inForce().due(moved.start()))
                  : facts);
    };
  }

  /** What was told and is not about one statement only: it is not told again of the next one. */
  private static Set<Warning> toldOfAnyStatement(Facts facts) {
    Set<Warning> told = EnumSet.noneOf(Warning.class);
    told.addAll(facts.told());
    told.removeAll(LASTING);
    return told;
  }

  private static Change confirmed(Facts facts, Sighting.Confirmed confirmed, Instant now) {
    Set<Warning> warnings = EnumSet.noneOf(Warning.class);
    warnings.addAll(facts.observed());
    warnings.retainAll(LASTING);
    warnings.addAll(confirmed.warnings());
    Facts next =
        facts
            .with(facts.inForce().verified(now))
            .with((Pending) null)
            .with((Trouble) null)
            .observed(warnings);
    return facts.pending() == null
        ? new Change(next)
        : new Change(next, happening(EventType.WITHDRAWN));
  }

  private static Change reclaimed(
      Facts facts, Sighting.Reclaimed reclaimed, Instant now, StatePolicy policy) {
    Pending before = facts.pending();
    if (before == null || !before.covers(reclaimed.identities())) {
      Pending fresh = Pending.of(reclaimed.statement(), reclaimed.identities(), now);
      return new Change(facts.with((Trouble) null).with(fresh), held(fresh, policy));
    }
    Pending same = before.looked(now, policy).as(reclaimed.statement(), reclaimed.identities());
    if (now.isBefore(same.since().plus(policy.hold()))) {
      return held(facts.with((Trouble) null), before, same, policy);
    }
    InForce inForce = new InForce(reclaimed.statement(), now, reclaimed.window(), null);
    return new Change(
        Facts.of(inForce, reclaimed.warnings(), toldOfAnyStatement(facts), now),
        happening(EventType.RECLAIMED));
  }

  /** Somebody looked, and a held change was not asked for, nor withdrawn. */
  private static Change looked(Facts facts, Instant now, StatePolicy policy) {
    Pending pending = facts.pending();
    return pending == null
        ? new Change(facts)
        : held(facts, pending, pending.looked(now, policy), policy);
  }

  private static Change held(Facts facts, Pending before, Pending after, StatePolicy policy) {
    Facts next = facts.with(after);
    return after.isHeldAs(before) ? new Change(next) : new Change(next, held(after, policy));
  }

  private static Happening held(Pending pending, StatePolicy policy) {
    return new Happening(
        EventType.HELD, "active from " + pending.since().plus(policy.hold()) + " at the earliest");
  }

  private static Change failed(Facts facts, Slug reason, Instant now, StatePolicy policy) {
    Trouble before = facts.trouble();
    Trouble trouble = before == null ? new Trouble(now, reason) : before.then(reason, now);
    Facts next = facts.with(trouble);
    boolean isNews = before != null && !before.isSilence() && before.reason() != trouble.reason();
    return isNews && facts.pending() == null
        ? new Change(next, new Happening(EventType.MISMATCH, trouble.reason().text()))
        : looked(next, now, policy);
  }

  private static Transition told(
      StateName from, Change change, List<Happening> happenings, Instant now, StatePolicy policy) {
    CallsignState next = CallsignState.of(change.facts(), now, policy);
    Happening own = change.happening();
    boolean isServed = next.name().isServed();
    if (own != null && (own.type() != EventType.MISMATCH || isServed)) {
      happenings.add(own);
    }
    boolean isSaid = own != null && (next.name() == StateName.ACTIVE || isHold(own, next));
    if (next.name() != from && !isSaid) {
      happenings.add(new Happening(EventType.of(next.name()), detail(next)));
    }
    if (!isServed) {
      return new Transition(next, happenings);
    }
    Set<Warning> warnings = CallsignState.warnings(change.facts(), now, policy);
    for (Warning warning : warnings) {
      EventType event = warning.event();
      if (event != null && !change.facts().told().contains(warning)) {
        happenings.add(happening(event));
      }
    }
    Facts after = change.facts().told(warnings);
    return new Transition(CallsignState.of(after, now, policy), happenings);
  }

  private static boolean isHold(Happening own, CallsignState next) {
    return own.type() == EventType.HELD && next.name() == StateName.HELD;
  }

  private static @Nullable String detail(CallsignState state) {
    return switch (state) {
      case CallsignState.Mismatch mismatch -> mismatch.reason().text();
      case CallsignState.Unreachable unreachable -> "no answer since " + unreachable.since();
      case CallsignState.Active active -> null;
      case CallsignState.RenewalDue due -> null;
      case CallsignState.Held held -> null;
      case CallsignState.Expired expired -> null;
      case CallsignState.Revoked revoked -> null;
    };
  }

  private static Happening happening(EventType type) {
    return new Happening(type, null);
  }
}
