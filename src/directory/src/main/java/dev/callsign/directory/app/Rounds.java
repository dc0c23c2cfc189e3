package dev.callsign.directory.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Work that is done again and again, each on a thread of its own, whatever it throws. */
final class Rounds implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Rounds.class);

  private final List<Thread> threads = new ArrayList<>();

  /** Does {@code round} now, and again with a pause between two. */
  synchronized void repeat(String name, Duration pause, Runnable round) {
    threads.add(Thread.ofVirtual().name(name).start(() -> loop(name, pause, round)));
  }

  private static void loop(String name, Duration pause, Runnable round) {
    boolean wasBroken = false;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        round.run();
        wasBroken = false;
      } catch (RuntimeException e) {
        if (!wasBroken) { // once for each outage
          LOG.errorf(e, "the round of %s failed and is repeated", name);
        }
        wasBroken = true;
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Begins no other round. */
  @Override
  public synchronized void close() {
    threads.forEach(Thread::interrupt);
  }
}
