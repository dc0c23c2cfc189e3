package dev.callsign.acme.order;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;

/** One order at the server (RFC 8555 §7.1.3). */
final class OrderResource {
  private static final int NOT_FOUND = 404;

  private final AcmeSession session;
  private final URI uri;
  private final Order order;

  OrderResource(AcmeSession session, Login login, URI uri) throws OrderStopped {
    this.session = session;
    this.uri = uri;
    this.order = login.bindOrder(AcmeSession.url(uri));
  }

  /** Asks the server where the order stands; one that is lost ends the step. */
  Status fetch() throws OrderStopped {
    try {
      session.run(order::fetch);
    } catch (OrderStopped e) {
      throw e.status() == NOT_FOUND ? lost(e.failure().detail()) : e;
    }
    Status status = session.ask(order::getStatus);
    return switch (status) {
      case PENDING, READY, PROCESSING, VALID -> status;
      case INVALID -> throw invalid();
      case DEACTIVATED, EXPIRED, REVOKED, CANCELED, UNKNOWN ->
          throw lost("the order " + uri + " is " + status);
    };
  }

  /** Asks again while the order stands at {@code status}; gives back where it stands then. */
  Status fetchWhile(Status status, Sleeper sleeper) throws OrderStopped {
    Polling polling = new Polling(sleeper);
    Status now = fetch();
    while (now == status && polling.again(session.retryAfter())) {
      now = fetch();
    }
    return now;
  }

  /** As acme4j sees it; {@link #fetch} comes first. */
  Order acme4j() {
    return order;
  }

  private static OrderStopped lost(String detail) {
    return new OrderStopped(new OrderFailure.OrderLost(detail));
  }

  /** Why: what the order says, or else what its challenges say. */
  private OrderStopped invalid() throws OrderStopped {
    Optional<Problem> own = session.ask(order::getError);
    Optional<Problem> challenges = challengesError();
    if (challenges.isPresent()) {
      return new OrderStopped(session.failures().ofValidation(challenges.get()));
    }
    return own.map(problem -> new OrderStopped(session.failures().ofOrder(problem)))
        .orElseGet(() -> lost("the order " + uri + " is invalid, and the server does not say why"));
  }

  private Optional<Problem> challengesError() throws OrderStopped {
    for (Authorization authorization : session.ask(order::getAuthorizations)) {
      Optional<Problem> error = challengesError(session, authorization);
      if (error.isPresent()) {
        return error;
      }
    }
    return Optional.empty();
  }

  /** The first problem that a challenge of {@code authorization} has. */
  static Optional<Problem> challengesError(AcmeSession session, Authorization authorization)
      throws OrderStopped {
    List<Challenge> challenges = session.ask(authorization::getChallenges);
    for (Challenge challenge : challenges) {
      Optional<Problem> error = session.ask(challenge::getError);
      if (error.isPresent()) {
        return error;
      }
    }
    return Optional.empty();
  }
}
