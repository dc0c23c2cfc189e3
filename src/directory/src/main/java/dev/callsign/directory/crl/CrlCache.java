package dev.callsign.directory.crl;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.callsign.directory.fetch.CrlFetchResult;
import dev.callsign.directory.fetch.CrlFetcher;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.revocation.Crl;
import dev.callsign.revocation.CrlDistributionPoint;
import dev.callsign.revocation.RevocationEvidence;
import dev.callsign.revocation.RevocationVerifier;
import jakarta.persistence.PersistenceException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The revocation lists that leaves name: fetched when somebody asks, kept until nextUpdate, fetched
 * again when they are older than the refresh interval.
 *
 * <p>Only lists that their issuer signed for this place are kept, and the number of a list never
 * falls. While a list that is kept is valid, a host that fails does no harm. All replicas share
 * what is in the database; in one process each list is asked for once at a time. Blocks the calling
 * thread while a list is fetched: for five times the timeout of a phase at the worst, one for a
 * place, the names, two connections and the answer each. So never call it in a transaction. Safe
 * for concurrent use.
 */
public final class CrlCache {

  /** The longest that a list is used without asking for a newer one. */
  public static final Duration MAX_REFRESH = Duration.ofHours(1);

  /** How long a host that failed is left alone. */
  private static final Duration RETRY = Duration.ofMinutes(1);

  /**
   * Bytes of lists in memory: every list of Let's Encrypt that is in use, or six of the largest.
   */
  private static final long MAX_CACHED_BYTES = 128L * 1024 * 1024;

  /** Lists being fetched: each may take twice 20 MiB. */
  private static final int MAX_FETCHES = 4;

  /** How long to wait for one of these places. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(10);

  private static final Logger LOG = Logger.getLogger(CrlCache.class);

  private final CrlFetcher fetcher;
  private final CrlStore store;
  private final Clock clock;
  private final Duration refresh;
  private final Duration retry;
  private final Semaphore places = new Semaphore(MAX_FETCHES);
  private final SingleFlight<CrlKey, RevocationEvidence> flights = new SingleFlight<>();
  private final Cache<CrlKey, Kept> memory =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CACHED_BYTES)
          .weigher((CrlKey key, Kept kept) -> kept.weight())
          .build();

  /** What is answered without asking anybody, for a while. */
  private record Kept(RevocationEvidence evidence, Instant from, Instant until) {
    boolean holds(Instant now) {
      return !now.isBefore(from) && now.isBefore(until);
    }

    int weight() {
      return evidence instanceof RevocationEvidence.Fetched fetched ? fetched.crl().length() : 1;
    }
  }

  /** A list that is asked for. */
  private record Wanted(CrlKey key, CrlDistributionPoint point, X509Certificate issuer) {
    Optional<Finding> fault(Crl crl, Instant at) {
      return RevocationVerifier.fault(crl, issuer, point, at);
    }
  }

  /**
   * A cache above {@code store}.
   *
   * @param refresh how old a list may be before a newer one is asked for: 0 to 1 h
   */
  public CrlCache(CrlFetcher fetcher, CrlStore store, Clock clock, Duration refresh) {
    if (refresh.isNegative() || refresh.compareTo(MAX_REFRESH) > 0) {
      throw new IllegalArgumentException("lists are refreshed after 0 to 1 h");
    }
    this.fetcher = fetcher;
    this.store = store;
    this.clock = clock;
    this.refresh = refresh;
    this.retry = refresh.compareTo(RETRY) < 0 ? refresh : RETRY;
  }

  /**
   * The evidence for one leaf, which core judges.
   *
   * <p>Only for a leaf whose chain was verified: otherwise anybody could make this service fetch
   * what he likes.
   *
   * @param issuer the certificate above the leaf
   * @param anchorAdded whether the chain ends at an anchor that an operator added
   * @return {@link RevocationEvidence.Absent} when the leaf names no list that may be fetched
   */
  public RevocationEvidence evidenceFor(
      X509Certificate leaf, X509Certificate issuer, boolean anchorAdded) {
    Optional<CrlDistributionPoint> point;
    try {
      point = CrlDistributionPoint.of(leaf, anchorAdded);
    } catch (MalformedException e) {
      return new RevocationEvidence.Absent();
    }
    return point
        .map(named -> new Wanted(CrlKey.of(named, issuer), named, issuer))
        .map(this::evidence)
        .orElseGet(RevocationEvidence.Absent::new);
  }

  private RevocationEvidence evidence(Wanted wanted) {
    return inMemory(wanted)
        .orElseGet(
            () ->
                flights.run(wanted.key(), () -> inMemory(wanted).orElseGet(() -> renewed(wanted))));
  }

  private Optional<RevocationEvidence> inMemory(Wanted wanted) {
    return Optional.ofNullable(memory.getIfPresent(wanted.key()))
        .filter(kept -> kept.holds(now()))
        .map(Kept::evidence);
  }

  private RevocationEvidence renewed(Wanted wanted) {
    Instant now = now();
    StoredCrl stored = store.find(wanted.key());
    Optional<RevocationEvidence.Fetched> good = good(wanted, stored);
    if (good.isPresent() && isFresh(good.get().fetchedAt(), now)) {
      return keep(wanted, good.get(), good.get().fetchedAt().plus(refresh));
    }
    Instant failed = stored.lastFailureAt();
    Instant since = stored.failureSince();
    if (failed != null && since != null && now.isBefore(failed.plus(retry))) {
      String reason = "the last try failed at " + failed;
      return insteadOfNewer(wanted, new RevocationEvidence.Unavailable(since, reason), good);
    }
    return switch (fetch(wanted.point())) {
      case CrlFetchResult.Fetched fetched -> received(wanted, fetched.crl(), good);
      case CrlFetchResult.Failed failure -> failed(wanted, failure.reason(), good);
    };
  }

  private RevocationEvidence received(
      Wanted wanted, Crl crl, Optional<RevocationEvidence.Fetched> good) {
    Instant at = now();
    RevocationEvidence.Fetched fetched = new RevocationEvidence.Fetched(crl, at);
    Optional<Finding> fault = wanted.fault(crl, at);
    if (fault.isPresent()) {
      LOG.warnf("%s is no good list: %s", wanted.point().uri(), fault.get().seen());
      return insteadOfNewer(wanted, fetched, good);
    }
    if (twice(() -> store.keep(wanted.key(), crl, at))) {
      return keep(wanted, fetched, at.plus(refresh));
    }
    LOG.warnf("%s went back to list %s", wanted.point().uri(), crl.number().orElseThrow());
    Optional<RevocationEvidence.Fetched> newer = good(wanted, store.find(wanted.key()));
    return failed(wanted, "its host serves an older list than before", newer);
  }

  /** Two processes may add the same row at once: to the second try it is there. */
  private static <T> T twice(Supplier<T> change) {
    try {
      return change.get();
    } catch (PersistenceException e) {
      return change.get();
    }
  }

  private RevocationEvidence failed(
      Wanted wanted, String reason, Optional<RevocationEvidence.Fetched> good) {
    Instant since = twice(() -> store.fail(wanted.key(), now()));
    LOG.infof("%s is not to be had since %s: %s", wanted.point().uri(), since, reason);
    return insteadOfNewer(wanted, new RevocationEvidence.Unavailable(since, reason), good);
  }

  /** A good list as long as there is one; otherwise what there is. Asked again soon. */
  private RevocationEvidence insteadOfNewer(
      Wanted wanted, RevocationEvidence other, Optional<RevocationEvidence.Fetched> good) {
    RevocationEvidence evidence = good.map(RevocationEvidence.class::cast).orElse(other);
    return keep(wanted, evidence, now().plus(retry));
  }

  private RevocationEvidence keep(Wanted wanted, RevocationEvidence evidence, Instant until) {
    Instant end = until;
    if (evidence instanceof RevocationEvidence.Fetched fetched) {
      Instant nextUpdate = fetched.crl().nextUpdate().orElse(until);
      boolean isGood = wanted.fault(fetched.crl(), now()).isEmpty();
      end = isGood && nextUpdate.isBefore(until) ? nextUpdate : until;
    }
    memory.put(wanted.key(), new Kept(evidence, now(), end));
    return evidence;
  }

  /** A list of the future was fetched by a clock that was wrong: it says nothing about its age. */
  private boolean isFresh(Instant fetchedAt, Instant now) {
    return !now.isBefore(fetchedAt) && now.isBefore(fetchedAt.plus(refresh));
  }

  private Optional<RevocationEvidence.Fetched> good(Wanted wanted, StoredCrl stored) {
    return stored.last().filter(fetched -> wanted.fault(fetched.crl(), now()).isEmpty());
  }

  /** Whole seconds: what the database gives back is what was put in, on every replica. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private CrlFetchResult fetch(CrlDistributionPoint point) {
    boolean admitted = false;
    try {
      admitted = places.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      return admitted
          ? fetcher.fetch(point)
          : new CrlFetchResult.Failed("too many other lists are being fetched");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new CrlFetchResult.Failed("the directory stops");
    } finally {
      if (admitted) {
        places.release();
      }
    }
  }
}
