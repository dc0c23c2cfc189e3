package dev.callsign.directory.fetch;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Closes a socket when a phase takes too long: a host that sends one byte at a time never runs into
 * a read timeout.
 */
final class Watchdog implements AutoCloseable {
  private final ScheduledFuture<?> bite;
  private volatile boolean hasBitten;

  Watchdog(ScheduledExecutorService timer, Socket socket, Duration longest) {
    bite = timer.schedule(() -> bite(socket), longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether the phase took too long. */
  boolean hasBitten() {
    return hasBitten;
  }

  @Override
  public void close() {
    bite.cancel(false);
  }

  private void bite(Socket socket) {
    hasBitten = true;
    try {
      socket.close();
    } catch (IOException e) {
      // closed is closed
    }
  }
}
