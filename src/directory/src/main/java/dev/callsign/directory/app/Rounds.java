package dev.callsign.directory.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Work that is done again and again, each on a thread of its own, whatever it throws. */
final class Rounds implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Rounds.class);

  private final CountDownLatch end = new CountDownLatch(1);

  /** Does {@code round} now, and again with a pause between two. */
  void repeat(String name, Duration pause, Runnable round) {
    Thread.ofVirtual().name(name).start(() -> loop(name, pause, round));
  }

  private void loop(String name, Duration pause, Runnable round) {
    boolean wasBroken = false;
    while (end.getCount() > 0) {
      try {
        round.run();
        wasBroken = false;
      } catch (RuntimeException e) {
        if (!wasBroken && end.getCount() > 0) { // once for each outage
          LOG.errorf(e, "the round of %s failed and is repeated", name);
        }
        wasBroken = true;
      }
      try {
        end.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Begins no other round. Interrupts none: H2 closes its file under a thread that is. */
  @Override
  public void close() {
    end.countDown();
  }
}
