package dev.callsign.acme.order;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.exception.AcmeException;

/**
 * One conversation with an ACME server through acme4j, for one step. Everything that acme4j is
 * asked goes through {@link #ask}, where its exceptions end. Not safe for concurrent use.
 */
final class AcmeSession implements AutoCloseable {
  private final AcmeServer server;
  private final LastAnswer last = new LastAnswer();
  private final BoundedHttp http;
  private final Session session;
  private final Failures failures;

  AcmeSession(AcmeServer server, BoundedHttp http, Clock clock) {
    this.server = server;
    this.http = http;
    this.session = new Session(server.directory(), new BoundedProvider(http, last, clock));
    this.session.networkSettings().setCompressionEnabled(false);
    this.failures = new Failures(clock, last);
  }

  /** A question to acme4j. */
  @FunctionalInterface
  interface Question<T> {
    T ask() throws AcmeException;
  }

  /** As {@link Question}, for those without an answer. */
  @FunctionalInterface
  interface Command {
    void run() throws AcmeException;
  }

  Session acme4j() {
    return session;
  }

  /** Speaks for {@code account} from now on, without asking whether it exists. */
  Login login(Account account) throws OrderStopped {
    return session.login(url(account.location()), account.key());
  }

  /**
   * What acme4j answers.
   *
   * @throws OrderStopped instead of whatever acme4j throws
   */
  <T> T ask(Question<T> question) throws OrderStopped {
    try {
      return question.ask();
    } catch (AcmeException | RuntimeException e) {
      // acme4j says with half a dozen runtime exceptions that an answer is not what it should be.
      throw failures.stopped(e, server.directory().getAuthority());
    }
  }

  void run(Command command) throws OrderStopped {
    Optional<Object> nothing =
        ask(
            () -> {
              command.run();
              return Optional.empty();
            });
    assert nothing.isEmpty();
  }

  /** How long the server asked to wait in its last answer. */
  Optional<Duration> retryAfter() {
    return last.retryAfter();
  }

  /** What a problem that stands within a resource, such as an order, means. */
  Failures failures() {
    return failures;
  }

  static URL url(URI uri) throws OrderStopped {
    try {
      return uri.toURL();
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw new OrderStopped(new OrderFailure.OrderLost("not an address: " + uri));
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
