package dev.callsign.directory.renewal;

import dev.callsign.directory.record.DueList;
import dev.callsign.directory.record.ListedLeaves;
import dev.callsign.directory.record.Turns;
import dev.callsign.directory.verify.Verifier;
import dev.callsign.revocation.Crl;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Keeps the revocation lists fresh that somebody is served by, and makes callsigns due at once
 * whose leaves a new list names. Whether they are revoked is judged by their checks.
 *
 * <p>One replica does it for all. Each list is asked about through one statement that names it; of
 * lists that have not changed nothing more is looked at. Leaves of other issuers that name the same
 * list are left to their daily checks: a list speaks for one issuer.
 */
public final class RevocationSweep {

  /** By what name replicas take turns. */
  static final String TURN = "revocation-sweep";

  /** How long a sweep may take for one list, the time in which it is fetched included. */
  private static final Duration LEASE = Duration.ofMinutes(10);

  /** Sweeps in the time after which a list is fetched again: so much later it may be fetched. */
  private static final int SWEEPS = 12;

  private static final Logger LOG = Logger.getLogger(RevocationSweep.class);

  private final Turns turns;
  private final ListedLeaves leaves;
  private final DueList due;
  private final Verifier verifier;
  private final ClockCheck clockCheck;
  private final Clock clock;
  private final Duration interval;

  /** The number of each list that was compared, by its address. */
  private final Map<String, Optional<BigInteger>> compared = new HashMap<>();

  /**
   * A sweep that does nothing by itself.
   *
   * @param refresh how old a list may be before it is fetched again
   */
  public RevocationSweep(
      Turns turns,
      ListedLeaves leaves,
      DueList due,
      Verifier verifier,
      ClockCheck clockCheck,
      Clock clock,
      Duration refresh) {
    this.turns = turns;
    this.leaves = leaves;
    this.due = due;
    this.verifier = verifier;
    this.clockCheck = clockCheck;
    this.clock = clock;
    this.interval = refresh.dividedBy(SWEEPS);
  }

  /**
   * Looks at every list, if it is the turn of this replica, and its clock is right.
   *
   * @return how many callsigns are due now because a list names their leaf; empty when it was not
   *     its turn
   */
  public synchronized Optional<Integer> round() {
    Instant start = clock.instant();
    if (!clockCheck.isRight() || !turns.take(TURN, start, start.plus(LEASE))) {
      return Optional.empty();
    }
    int found = 0;
    for (Optional<String> list = leaves.listAfter("");
        list.isPresent();
        list = leaves.listAfter(list.get())) {
      found += sweep(list.get());
      turns.set(TURN, clock.instant().plus(LEASE));
    }
    turns.set(TURN, start.plus(interval));
    return Optional.of(found);
  }

  private int sweep(String url) {
    Instant now = clock.instant();
    Optional<ListedLeaves.Representative> any = leaves.any(url, now);
    Optional<Crl> list = any.flatMap(each -> verifier.revocationList(each.compact()));
    if (any.isEmpty() || list.isEmpty() || list.get().number().equals(compared.get(url))) {
      return 0;
    }
    int[] found = {0};
    leaves.forEach(
        url, any.get().issuer(), now, page -> found[0] += makeDue(list.get(), page, now));
    compared.put(url, list.get().number());
    if (found[0] > 0) {
      LOG.infof("%s names %d certificates that are in force here", url, found[0]);
    }
    return found[0];
  }

  private int makeDue(Crl list, Map<String, BigInteger> page, Instant now) {
    Set<BigInteger> revoked = list.among(new HashSet<>(page.values()));
    List<String> names =
        page.entrySet().stream()
            .filter(each -> revoked.contains(each.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    due.set(names, now);
    return names.size();
  }
}
