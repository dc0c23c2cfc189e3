package dev.callsign.acme.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the pauses of the thread that made it when the process is told to end, and interrupts what
 * that thread is doing then. Whatever it is, files are written whole or not at all.
 */
public final class UntilSignal implements Pause {

  /** How long the end of the process waits for the last line; systemd and people wait longer. */
  private static final Duration LAST_WORDS = Duration.ofMillis(800);

  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread worker = Thread.currentThread();

  /** Waits for SIGTERM or SIGINT from now on, by a shutdown hook of {@code runtime}. */
  public UntilSignal(Runtime runtime) {
    runtime.addShutdownHook(new Thread(this::end, "callsign-acme-end"));
  }

  @Override
  public boolean pause(Duration duration) {
    try {
      return !told.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Says that the command has ended: the process may end at once. */
  public void done() {
    done.countDown();
  }

  private void end() {
    told.countDown();
    if (done.getCount() > 0) {
      worker.interrupt();
    }
    try {
      boolean _ = done.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
