package dev.callsign.directory.state;

import dev.callsign.statement.RenewalWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * When to look at a callsign again (docs/verification.md, evidence age). Pure: also the jitter is a
 * function of the name and the time, so that names which were registered together drift apart.
 */
public final class Recheck {

  /** Up to this lifetime a certificate is short-lived and looked at twice as often. */
  private static final Duration SHORT_LIVED = Duration.ofDays(7);

  /** Near an end, and while a change is held: as many times as often. */
  private static final int OFTEN = 24;

  /** At least as many looks fall in the longest time that nobody may look at a held change. */
  private static final int LOOKS_IN_A_GAP = 6;

  /** After a first failure: as many times as often. */
  private static final int FIRST_RETRY = 720;

  /** After many failures: as many times as often. */
  private static final int LAST_RETRY = 4;

  /** How long what has ended is looked at as often as before. */
  private static final Duration FORGET = Duration.ofDays(30);

  /** Afterwards: as many times as rarely. */
  private static final int RARELY = 7;

  /** The largest part of an interval by which it is lengthened or shortened. */
  private static final double JITTER = 0.1;

  /** Between an instant at which something changes by itself and the look that finds it. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  private Recheck() {}

  /** The next check of a callsign that is in {@code state} after a check at {@code now}. */
  public static Instant next(String name, CallsignState state, Instant now, StatePolicy policy) {
    Instant regular = now.plus(jitter(name, now, interval(state, now, policy)));
    Instant first = moments(state, policy).filter(now::isBefore).reduce(regular, Recheck::earlier);
    return first.isBefore(now.plus(LEAST)) ? now.plus(LEAST) : first;
  }

  private static Duration interval(CallsignState state, Instant now, StatePolicy policy) {
    return switch (state) {
      case CallsignState.Expired expired -> ended(state, expired.at(), now, policy);
      case CallsignState.Revoked revoked -> ended(state, revoked.at(), now, policy);
      case CallsignState.RenewalDue due -> shorter(often(policy), retry(state, now, policy));
      case CallsignState.Held held -> held(state, now, policy);
      case CallsignState.Active active -> served(state, now, policy);
      case CallsignState.Mismatch mismatch -> served(state, now, policy);
      case CallsignState.Unreachable unreachable -> served(state, now, policy);
    };
  }

  private static Duration served(CallsignState state, Instant now, StatePolicy policy) {
    RenewalWindow window = state.facts().inForce().window();
    Duration lifetime = Duration.between(window.from(), window.end());
    Duration regular =
        lifetime.compareTo(SHORT_LIVED) <= 0 ? policy.recheck().dividedBy(2) : policy.recheck();
    return shorter(
        now.isBefore(window.lastTenth()) ? regular : often(policy), retry(state, now, policy));
  }

  private static Duration often(StatePolicy policy) {
    return policy.recheck().dividedBy(OFTEN);
  }

  /** While a change is held nobody may look away for long. */
  private static Duration held(CallsignState state, Instant now, StatePolicy policy) {
    Duration longest = policy.longestGap().dividedBy(LOOKS_IN_A_GAP);
    return shorter(longest, shorter(often(policy), retry(state, now, policy)));
  }

  /** Half as long again as the trouble has lasted, within bounds. */
  private static Duration retry(CallsignState state, Instant now, StatePolicy policy) {
    Trouble trouble = state.facts().trouble();
    if (trouble == null) {
      return policy.recheck();
    }
    Duration lasted = Duration.between(trouble.since(), now).dividedBy(2);
    Duration shortest = policy.recheck().dividedBy(FIRST_RETRY);
    Duration longest = policy.recheck().dividedBy(LAST_RETRY);
    return shorter(longest, lasted.compareTo(shortest) < 0 ? shortest : lasted);
  }

  private static Duration ended(CallsignState state, Instant end, Instant now, StatePolicy policy) {
    if (state.facts().pending() != null) {
      return held(state, now, policy);
    }
    Duration since = Duration.between(end, now);
    if (since.compareTo(policy.recheck()) < 0) {
      return often(policy);
    }
    return since.compareTo(FORGET) < 0 ? policy.recheck() : policy.recheck().multipliedBy(RARELY);
  }

  /** The instants at which the state changes, or may change, by itself. */
  private static Stream<Instant> moments(CallsignState state, StatePolicy policy) {
    InForce inForce = state.facts().inForce();
    Pending pending = state.facts().pending();
    Trouble trouble = state.facts().trouble();
    Stream<Instant> hold =
        pending == null ? Stream.empty() : Stream.of(pending.since().plus(policy.hold()));
    if (!state.name().isServed()) {
      return hold;
    }
    Stream<Instant> silence =
        trouble == null ? Stream.empty() : Stream.of(inForce.verifiedAt().plus(policy.silence()));
    Stream<Instant> own =
        Stream.of(
            inForce.renewalDue(),
            inForce.window().overdue(),
            inForce.window().lastTenth(),
            inForce.expiresAt());
    return Stream.of(hold, silence, own).flatMap(each -> each);
  }

  private static Duration jitter(String name, Instant now, Duration interval) {
    long seed = name.hashCode() * 31L + now.toEpochMilli();
    double part = new SplittableRandom(seed).nextDouble(-JITTER, JITTER);
    return interval.plusMillis(Math.round(interval.toMillis() * part));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
