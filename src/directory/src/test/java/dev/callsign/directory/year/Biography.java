package dev.callsign.directory.year;

import dev.callsign.directory.state.EventType;
import dev.callsign.directory.state.StateName;
import dev.callsign.name.Callsign;
import dev.callsign.report.Slug;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes the year of one owner at random, and beside what happens what has to come of it by
 * docs/protocol.md §5, §6 and the intervals of docs/verification.md.
 *
 * <p>In each period of a statement at most one thing out of the ordinary happens, and it is over
 * before the renewal is due: so what is told, and in which order, does not depend on chance.
 */
final class Biography {

  /** How often the clock stops at least: so much later than it should somebody may look. */
  static final Duration STEP = Duration.ofHours(1);

  /**
   * How often callsigns are looked at in this year: less often than every day, which would be more
   * than half a million checks, but soon enough to see all that happens.
   */
  static final Duration RECHECK = Duration.ofHours(40);

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration YEAR = Duration.ofDays(365);

  /** How long other keys are held, and how long silence is borne. */
  static final Duration HOLD = Duration.ofDays(3);

  private static final Duration SILENCE = Duration.ofDays(3);

  /** Up to this lifetime somebody looks twice as often. */
  private static final Duration SHORT_LIVED = Duration.ofDays(7);

  /** An end is found in the second after it. */
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  private static final List<Slug> SILENT =
      List.of(
          Slug.DNS_NXDOMAIN,
          Slug.DNS_TIMEOUT,
          Slug.CONNECT_REFUSED,
          Slug.CONNECT_TIMEOUT,
          Slug.HTTP_STATUS,
          Slug.CRL_UNAVAILABLE);

  private static final List<Slug> BAD =
      List.of(
          Slug.STATEMENT_NOT_FOUND,
          Slug.STATEMENT_SIGNATURE,
          Slug.STATEMENT_ROLLBACK,
          Slug.CHAIN_UNTRUSTED,
          Slug.NAME_MISMATCH);

  private final Callsign callsign;
  private final Duration lifetime;
  private final SplittableRandom random;
  private final SecureRandom keys;
  private final Instant yearsEnd;
  private final Owner owner;

  private Draft current;
  private int nextPhone = 2;

  /** From when on the directory has certainly seen what is hosted, and nothing else goes on. */
  private Instant settled;

  private boolean isOver;

  private Biography(
      Callsign callsign,
      Duration lifetime,
      SplittableRandom random,
      SecureRandom keys,
      Instant yearsStart) {
    this.callsign = callsign;
    this.lifetime = lifetime;
    this.random = random;
    this.keys = keys;
    this.yearsEnd = yearsStart.plus(YEAR);
    Instant registered = yearsStart.plus(between(Duration.ZERO, DAY));
    this.owner = new Owner(callsign, registered, happens(0.05));
    Instant from = seconds(registered).minusSeconds(random.nextLong(lifetime.toSeconds() * 2 / 5));
    this.current =
        new Draft(
            callsign,
            null,
            new Period(from, lifetime),
            List.of(Phone.of(callsign, 1, from, keys)),
            Draft.DomainKeys.of(keys),
            null,
            false);
    owner.hosts(registered, new Hosting.Serves(current));
    owner.reigns(current, registered, registered);
    owner.expects(EventType.FIRST, StateName.ACTIVE, registered, registered);
    if (owner.isBehindAnother()) {
      owner.expects(EventType.SERVED_BY_OTHER_KEY, StateName.ACTIVE, registered, registered);
    }
    this.settled = registered;
  }

  /** The owner of a callsign on certificates of a lifetime. */
  static Owner write(
      Callsign callsign,
      Duration lifetime,
      SplittableRandom random,
      SecureRandom keys,
      Instant yearsStart) {
    Biography biography = new Biography(callsign, lifetime, random, keys, yearsStart);
    while (!biography.isOver && biography.current.period().from().isBefore(biography.yearsEnd)) {
      biography.onePeriod();
    }
    return biography.owner;
  }

  private void onePeriod() {
    if (happensInAYear(1.0)) {
      shortOutage();
    } else if (happensInAYear(0.3)) {
      longOutage();
    } else if (happensInAYear(0.3)) {
      mismatch();
    } else if (happensInAYear(0.2)) {
      takeover();
    } else if (happensInAYear(0.15)) {
      agreedChange();
    }
    if (happensInAYear(0.1)) {
      revocation();
    } else if (happensInAYear(0.2)) {
      forgets();
    } else if (happensInAYear(0.2)) {
      renewsLate();
    } else if (random.nextInt(4) == 0) {
      renewsOnTime();
    } else {
      renewsEarly();
    }
  }

  // Renewals

  /** Before the directory, too, thinks that it is time. */
  private void renewsEarly() {
    Instant from = later(settled, current.period().at(isShort() ? 0.42 : 0.6));
    Instant latest = current.period().due().minus(STEP);
    if (from.isAfter(latest)) {
      renewsOnTime();
    } else {
      Instant at = between(from, latest);
      renews(at, earlier(looked(at), momentAfter(current.period().due())));
    }
  }

  private void renewsOnTime() {
    Period period = current.period();
    moment(EventType.RENEWAL_DUE, period.due());
    Instant at = period.due().plus(between(HOUR, HOUR.multipliedBy(11)));
    renews(at, lookedOften(at));
  }

  /** When he has been warned, once or twice. */
  private void renewsLate() {
    Period period = current.period();
    moment(EventType.RENEWAL_DUE, period.due());
    moment(EventType.RENEWAL_OVERDUE, period.overdue());
    boolean isAtTheLast = random.nextInt(3) == 0;
    if (isAtTheLast) {
      moment(EventType.EXPIRING, period.lastTenth());
    }
    Instant at =
        isAtTheLast
            ? between(period.at(0.91), period.at(0.98))
            : between(period.at(isShort() ? 0.6 : 0.77), period.at(0.89));
    renews(at, lookedOften(at));
  }

  /** After the end, or never, or somebody else has the domain then. */
  private void forgets() {
    Period period = current.period();
    moment(EventType.RENEWAL_DUE, period.due());
    moment(EventType.RENEWAL_OVERDUE, period.overdue());
    moment(EventType.EXPIRING, period.lastTenth());
    Instant end = period.end();
    owner.expects(EventType.EXPIRED, StateName.EXPIRED, end, end.plus(AT_ONCE));
    if (random.nextBoolean()) {
      owner.hosts(end, new Hosting.Fails(oneOf(SILENT)));
    }
    if (happens(0.2)) {
      isOver = true;
    } else if (happens(0.2) && !isShort()) {
      Instant at = end.plus(between(DAY.multipliedBy(2), DAY.multipliedBy(25)));
      reclaims(at, at.plus(interval(RECHECK)), StateName.EXPIRED);
    } else {
      Instant at = end.plus(between(HOUR, DAY.multipliedBy(50)));
      if (isShort() || random.nextBoolean()) {
        owner.asks(at);
        renews(at, at);
      } else {
        renews(at, at.plus(lookedEnded(Duration.between(end, at))));
      }
    }
  }

  private void renews(Instant at, Instant latest) {
    boolean isAnnounced = random.nextInt(20) > 0;
    Draft.DomainKeys announced = current.keys().swapped();
    publish(
        new Draft(
            callsign,
            current,
            new Period(seconds(at), lifetime),
            current.phones(),
            isAnnounced ? announced : Draft.DomainKeys.of(keys),
            null,
            current.isForeign()),
        EventType.RENEWED,
        at,
        latest);
    if (!isAnnounced) {
      owner.expects(EventType.UNANNOUNCED_DOMAIN_KEY, StateName.ACTIVE, at, latest);
    }
  }

  // What happens meanwhile

  /** Shorter than anybody tells. */
  private void shortOutage() {
    Duration lasts = between(HOUR, HOUR.multipliedBy(isShort() ? 10 : 20));
    if (fits(lasts.plus(retried()))) {
      Instant at = between(settled, lastFitting(lasts.plus(retried())));
      owner.hosts(at, new Hosting.Fails(oneOf(SILENT)));
      owner.hosts(at.plus(lasts), new Hosting.Serves(current));
      settled = at.plus(lasts).plus(retried());
    }
  }

  private void longOutage() {
    Duration lasts = between(HOUR.multipliedBy(100), DAY.multipliedBy(8));
    if (!fits(lasts.plus(retried()))) {
      return;
    }
    Instant at = between(settled, lastFitting(lasts.plus(retried())));
    Instant back = at.plus(lasts);
    owner.hosts(at, new Hosting.Fails(oneOf(SILENT)));
    owner.hosts(back, new Hosting.Serves(current));
    owner.expects(
        EventType.UNREACHABLE,
        StateName.UNREACHABLE,
        at.minus(interval(lookInterval())).plus(SILENCE),
        momentAfter(at.plus(SILENCE)));
    owner.expects(EventType.ACTIVE, StateName.ACTIVE, back, back.plus(retried()));
    settled = back.plus(retried());
  }

  /** Something bad is served; perhaps nothing then, which makes it no better. */
  private void mismatch() {
    Duration bad = interval(lookInterval()).plus(between(HOUR, DAY));
    Duration silent = random.nextBoolean() ? between(HOUR, DAY) : Duration.ZERO;
    Duration all = bad.plus(silent).plus(retried());
    if (!fits(all)) {
      return;
    }
    Instant at = between(settled, lastFitting(all));
    Instant back = at.plus(bad).plus(silent);
    owner.hosts(at, new Hosting.Fails(oneOf(BAD)));
    if (silent.isPositive()) {
      owner.hosts(at.plus(bad), new Hosting.Fails(oneOf(SILENT)));
    }
    owner.hosts(back, new Hosting.Serves(current));
    owner.expects(EventType.MISMATCH, StateName.MISMATCH, at, looked(at));
    owner.expects(EventType.ACTIVE, StateName.ACTIVE, back, back.plus(retried()));
    settled = back.plus(retried());
  }

  /** Other identity keys, to which nobody agrees. */
  private void takeover() {
    Duration longest = DAY.multipliedBy(14);
    if (!fits(longest)) {
      return;
    }
    Instant at = between(settled, lastFitting(longest));
    switch (random.nextInt(5)) {
      case 0 -> withdrawn(at);
      case 1 -> vetoed(at);
      case 2 -> reclaims(at, looked(at), StateName.HELD);
      case 3 -> {
        withdrawn(at);
        Instant again = settled.plus(between(HOUR, DAY));
        reclaims(again, looked(again), StateName.HELD);
      }
      default -> reclaimsWithAnOutage(at);
    }
  }

  /** The owner has his domain again before the hold is over. */
  private void withdrawn(Instant at) {
    Instant back = between(looked(at).plus(HOUR), at.plus(HOLD).minus(HOUR));
    owner.hosts(at, new Hosting.Serves(foreign(at)));
    owner.hosts(back, new Hosting.Serves(current));
    owner.expects(EventType.HELD, StateName.HELD, at, looked(at));
    owner.expects(EventType.WITHDRAWN, StateName.ACTIVE, back, lookedOften(back));
    settled = lookedOften(back);
  }

  /** A phone of the owner ends it, and the domain comes back later. */
  private void vetoed(Instant at) {
    Instant veto = between(looked(at).plus(HOUR), at.plus(HOLD).minus(HOUR));
    Instant back = veto.plus(between(DAY.multipliedBy(2), DAY.multipliedBy(5)));
    owner.hosts(at, new Hosting.Serves(foreign(at)));
    owner.vetoes(veto);
    owner.hosts(back, new Hosting.Serves(current));
    owner.expects(EventType.HELD, StateName.HELD, at, looked(at));
    owner.expects(EventType.VETOED, StateName.ACTIVE, veto, veto);
    owner.expects(EventType.MISMATCH, StateName.MISMATCH, veto, looked(veto));
    owner.expects(EventType.ACTIVE, StateName.ACTIVE, back, back.plus(retried()));
    settled = back.plus(retried());
  }

  /** Nobody minds, and the other keys are in force after the hold. */
  private void reclaims(Instant at, Instant seen, StateName meanwhile) {
    Draft foreign = foreign(at);
    owner.hosts(at, new Hosting.Serves(foreign));
    owner.expects(EventType.HELD, meanwhile, at, seen);
    Instant latest = momentAfter(seen.plus(HOLD));
    owner.expects(EventType.RECLAIMED, StateName.ACTIVE, at.plus(HOLD), latest);
    owner.expects(EventType.UNANNOUNCED_DOMAIN_KEY, StateName.ACTIVE, at.plus(HOLD), latest);
    owner.reigns(foreign, at.plus(HOLD), latest);
    current = foreign;
    settled = latest;
  }

  /** As {@link #reclaims}: that nobody answers for a while does not begin the hold anew. */
  private void reclaimsWithAnOutage(Instant at) {
    reclaims(at, looked(at), StateName.HELD);
    Instant silent = looked(at).plus(HOUR);
    owner.hosts(silent, new Hosting.Fails(oneOf(SILENT)));
    owner.hosts(silent.plus(between(HOUR, HOUR.multipliedBy(30))), new Hosting.Serves(current));
  }

  private Draft foreign(Instant at) {
    Instant from = seconds(at);
    return new Draft(
        callsign,
        current,
        new Period(from, lifetime),
        List.of(Phone.of(callsign, nextPhone++, from, keys)),
        Draft.DomainKeys.of(keys),
        null,
        true);
  }

  /** A phone more, or another one, and one that was listed agrees. */
  private void agreedChange() {
    if (!fits(interval(lookInterval()))) {
      return;
    }
    Instant at = between(settled, lastFitting(interval(lookInterval())));
    Phone old = current.phones().getFirst();
    Phone fresh = Phone.of(callsign, nextPhone++, seconds(at), keys);
    boolean replaces = random.nextBoolean() || current.phones().size() > 1;
    List<Phone> phones = replaces ? List.of(fresh) : List.of(old, fresh);
    publish(
        new Draft(
            callsign,
            current,
            new Period(seconds(at), lifetime),
            phones,
            current.keys().swapped(),
            old,
            current.isForeign()),
        replaces ? EventType.ROTATED : EventType.EXTENDED,
        at,
        looked(at));
  }

  /** The authority revokes the certificate; perhaps there is another one soon. */
  private void revocation() {
    if (!fits(interval(lookInterval()))) {
      renewsOnTime();
      return;
    }
    Instant at = between(settled, lastFitting(interval(lookInterval())));
    owner.revokes(current, at);
    owner.expects(EventType.REVOKED, StateName.REVOKED, at, looked(at));
    if (random.nextInt(4) == 0) {
      isOver = true;
      return;
    }
    Instant renewed = looked(at).plus(between(HOUR, DAY.multipliedBy(6)));
    renews(renewed, renewed.plus(interval(RECHECK)));
  }

  private void publish(Draft next, EventType told, Instant at, Instant latest) {
    owner.hosts(at, new Hosting.Serves(next));
    owner.expects(told, StateName.ACTIVE, at, latest);
    owner.reigns(next, at, latest);
    current = next;
    settled = latest;
  }

  // When the directory looks

  private void moment(EventType type, Instant at) {
    owner.expects(type, StateName.RENEWAL_DUE, at, momentAfter(at));
  }

  /** What changes by itself is found at the next stop of the clock. */
  private static Instant momentAfter(Instant at) {
    return at.plus(STEP).plus(AT_ONCE);
  }

  /** When something has been seen at the latest while all is well. */
  private Instant looked(Instant at) {
    return at.plus(interval(lookInterval()));
  }

  /** When a renewal is due, or a change is held. */
  private static Instant lookedOften(Instant at) {
    return at.plus(interval(RECHECK.dividedBy(24)));
  }

  /** After troubles. */
  private static Duration retried() {
    return interval(RECHECK.dividedBy(4));
  }

  /** So long after the end. */
  private static Duration lookedEnded(Duration after) {
    if (after.compareTo(RECHECK.multipliedBy(22).dividedBy(24)) < 0) {
      return interval(RECHECK.dividedBy(24));
    }
    return after.compareTo(DAY.multipliedBy(29)) < 0
        ? interval(RECHECK)
        : interval(RECHECK.multipliedBy(7));
  }

  private Duration lookInterval() {
    return lifetime.compareTo(SHORT_LIVED) <= 0 ? RECHECK.dividedBy(2) : RECHECK;
  }

  /** A tenth longer, and one stop of the clock. */
  private static Duration interval(Duration regular) {
    return regular.multipliedBy(11).dividedBy(10).plus(STEP).plus(AT_ONCE);
  }

  // Chance

  /** Whether something fits in before the renewal is due. */
  private boolean fits(Duration duration) {
    return !lastFitting(duration).isBefore(settled);
  }

  private Instant lastFitting(Duration duration) {
    return current.period().due().minus(STEP.multipliedBy(4)).minus(duration);
  }

  private boolean isShort() {
    return lifetime.compareTo(SHORT_LIVED) <= 0;
  }

  /** Whether it happens in this period, if it happens so often in a year. */
  private boolean happensInAYear(double often) {
    return happens(often * lifetime.toSeconds() / YEAR.toSeconds());
  }

  private boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private Instant between(Instant from, Instant to) {
    return from.plus(between(Duration.ZERO, Duration.between(from, to)));
  }

  private Duration between(Duration from, Duration to) {
    return from.plusMillis(random.nextLong(to.minus(from).toMillis() + 1));
  }

  /** Certificates and statements count whole seconds. */
  private static Instant seconds(Instant at) {
    return Instant.ofEpochSecond(at.getEpochSecond());
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
