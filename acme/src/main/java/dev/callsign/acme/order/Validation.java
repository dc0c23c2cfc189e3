package dev.callsign.acme.order;

import java.util.Optional;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.TokenChallenge;

/** Lets the server validate the authorizations of one order (RFC 8555 §7.5). */
final class Validation {
  private final AcmeSession session;
  private final OrderResource order;
  private final Solver solver;
  private final Sleeper sleeper;
  private final Leftovers leftovers;

  Validation(
      AcmeSession session,
      OrderResource order,
      Solver solver,
      Sleeper sleeper,
      Leftovers leftovers) {
    this.session = session;
    this.order = order;
    this.solver = solver;
    this.sleeper = sleeper;
    this.leftovers = leftovers;
  }

  AuthorizeResult authorize() throws OrderStopped {
    if (order.fetch() != Status.PENDING) {
      return new AuthorizeResult.Authorized(leftovers.lines());
    }
    for (Authorization authorization : session.ask(order.acme4j()::getAuthorizations)) {
      session.run(authorization::fetch);
      Status status = session.ask(authorization::getStatus);
      if (status == Status.PENDING) {
        status = validate(authorization);
      }
      switch (status) {
        case VALID -> {}
        case PENDING, PROCESSING -> {
          return new AuthorizeResult.Pending(leftovers.lines());
        }
        default -> throw ended(authorization, status);
      }
    }
    return order.fetchWhile(Status.PENDING, sleeper) == Status.PENDING
        ? new AuthorizeResult.Pending(leftovers.lines())
        : new AuthorizeResult.Authorized(leftovers.lines());
  }

  private Status validate(Authorization authorization) throws OrderStopped {
    TokenChallenge challenge = challenge(authorization);
    OpenChallenge open = session.ask(() -> open(authorization, challenge));
    return switch (solver.present(open)) {
      case Presentation.Failed failed -> throw new OrderStopped(failed.failure());
      case Presentation.Standing standing -> {
        try {
          yield validate(authorization, challenge);
        } finally {
          leftovers.close(standing.answer());
        }
      }
    };
  }

  private Status validate(Authorization authorization, Challenge challenge) throws OrderStopped {
    if (session.ask(challenge::getStatus) == Status.PENDING) {
      session.run(challenge::trigger);
    }
    Polling polling = new Polling(sleeper);
    Status status;
    do {
      session.run(authorization::fetch);
      status = session.ask(authorization::getStatus);
    } while (status == Status.PENDING && polling.again(session.retryAfter()));
    return status;
  }

  private TokenChallenge challenge(Authorization authorization) throws OrderStopped {
    Optional<TokenChallenge> offered =
        session.ask(
            () ->
                authorization.getChallenges().stream()
                    .filter(challenge -> challenge.getType().equals(solver.type()))
                    .filter(TokenChallenge.class::isInstance)
                    .map(TokenChallenge.class::cast)
                    .findFirst());
    return offered.orElseThrow(
        () ->
            new OrderStopped(
                new OrderFailure.Refused("the server offers no challenge " + solver.type())));
  }

  private static OpenChallenge open(Authorization authorization, TokenChallenge challenge) {
    String keyAuthorization = challenge.getAuthorization();
    String token = keyAuthorization.substring(0, keyAuthorization.indexOf('.'));
    return new OpenChallenge(authorization.getIdentifier().getDomain(), token, keyAuthorization);
  }

  private OrderStopped ended(Authorization authorization, Status status) throws OrderStopped {
    return new OrderStopped(
        OrderResource.challengesError(session, authorization)
            .map(session.failures()::ofValidation)
            .orElseGet(
                () ->
                    new OrderFailure.OrderLost(
                        "the authorization " + authorization.getLocation() + " is " + status)));
  }
}
