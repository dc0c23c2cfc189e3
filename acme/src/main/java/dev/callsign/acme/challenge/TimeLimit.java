package dev.callsign.acme.challenge;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends an exchange over sockets after so much time, however slowly bytes still come.
 *
 * @param longest from the start to the end of the exchange
 */
public record TimeLimit(Duration longest) {

  /** An exchange that ends when its thread is interrupted, as those over sockets do. */
  @FunctionalInterface
  public interface Exchange<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /**
   * What the exchange gives.
   *
   * @throws IOException it failed, or took too long
   */
  public <T> T call(Exchange<T> exchange) throws IOException {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<T> result = executor.submit(exchange::run);
      try {
        return result.get(longest.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw new IOException("no whole answer within " + longest.toSeconds() + " s", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("nobody waits for the answer any more", e);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException trouble ? trouble : new IOException(e.getCause());
      } finally {
        result.cancel(true);
      }
    }
  }
}
