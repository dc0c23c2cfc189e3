package dev.callsign.directory.verify;

import dev.callsign.name.Callsign;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Admits verifications: one of a callsign at a time, and so many in all that hostile domains which
 * use up their whole budget leave room for the others. Never makes anybody wait.
 */
public final class VerificationGate {

  /** Verifications under way that somebody asked for; each holds a few sockets and some 100 KiB. */
  public static final int MAX_CONCURRENT = 256;

  /** Verifications under way for the names of one registrable domain. */
  public static final int MAX_CONCURRENT_PER_DOMAIN = 32;

  private final Semaphore places = new Semaphore(MAX_CONCURRENT);
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<String, Integer> domains = new ConcurrentHashMap<>();

  /** Runs {@code work} for a callsign, or answers empty when it must be tried again later. */
  public <T> Optional<T> admit(Callsign callsign, Supplier<T> work) {
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    try {
      return admitBeside(callsign, work);
    } finally {
      places.release();
    }
  }

  /**
   * As {@link #admit}, beside those {@value #MAX_CONCURRENT}: for a caller who bounds how many of
   * these he starts.
   */
  public <T> Optional<T> admitBeside(Callsign callsign, Supplier<T> work) {
    String domain = callsign.registrableDomain();
    if (!names.add(callsign.aLabel())) {
      return Optional.empty();
    }
    try {
      if (domains.merge(domain, 1, Integer::sum) > MAX_CONCURRENT_PER_DOMAIN) {
        return Optional.empty();
      }
      return Optional.of(work.get());
    } finally {
      domains.computeIfPresent(domain, (name, count) -> count == 1 ? null : count - 1);
      names.remove(callsign.aLabel());
    }
  }
}
