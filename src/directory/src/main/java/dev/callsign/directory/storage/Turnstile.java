package dev.callsign.directory.storage;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Lets as many threads to the database at a time as it has connections; the others wait in line,
 * parked.
 *
 * <p>Without it they would wait in the pool, which lets those spin that find no connection while
 * one is being opened. Virtual threads that spin keep the processors from the thread that they wait
 * for: with as many of them as processors, for ever.
 *
 * <p>Whoever is through may pass again, in the same thread. Safe for concurrent use.
 */
@ApplicationScoped
public class Turnstile {

  /** As long as the pool itself would wait; a caller is told then that the storage is busy. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final ScopedValue<Boolean> IS_THROUGH = ScopedValue.newInstance();

  private final Semaphore places;

  Turnstile(@ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int connections) {
    this.places = new Semaphore(connections, true);
  }

  /**
   * Does {@code work} when there is a place.
   *
   * @throws StorageException when there was none in {@link #LONGEST_WAIT}; nothing was done
   */
  <T, X extends Throwable> T pass(ScopedValue.CallableOp<? extends T, X> work) throws X {
    if (IS_THROUGH.isBound()) {
      return work.call();
    }
    enter();
    try {
      return ScopedValue.where(IS_THROUGH, true).call(work);
    } finally {
      places.release();
    }
  }

  private void enter() {
    boolean hasEntered = false;
    try {
      hasEntered = places.tryAcquire(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!hasEntered) {
      throw new StorageException(
          new SQLTransientConnectionException("all connections to the database are in use"));
    }
  }
}
