package dev.callsign.acme.order;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Metadata;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.connector.Resource;

/** Makes an order. */
final class Opening {

  /** How a server may refuse {@code replaces} without saying so (RFC 9773 §5). */
  private static final Set<String> PERHAPS_REPLACES =
      Set.of("malformed", "unauthorized", "conflict");

  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final AcmeSession session;
  private final Login login;

  Opening(AcmeSession session, Login login) {
    this.session = session;
    this.login = login;
  }

  OpenResult.Opened open(NewOrder request) throws OrderStopped {
    Metadata metadata = session.ask(session.acme4j()::getMetadata);
    if (request.profiles().isEmpty() || !session.ask(metadata::isProfileAllowed)) {
      return create(request, Optional.empty());
    }
    Set<String> offered = session.ask(metadata::getProfiles);
    for (String profile : request.profiles()) {
      if (offered.contains(profile)) {
        try {
          return create(request, Optional.of(profile));
        } catch (OrderStopped e) {
          if (!e.problem().equals("invalidProfile")) {
            throw e;
          }
        }
      }
    }
    throw new OrderStopped(
        new OrderFailure.Refused(
            "the server takes none of the profiles "
                + String.join(", ", request.profiles())
                + "; it offers "
                + String.join(", ", offered)));
  }

  private OpenResult.Opened create(NewOrder request, Optional<String> profile) throws OrderStopped {
    OrderBuilder builder = login.newOrder().domain(request.callsign().aLabel());
    profile.ifPresent(builder::profile);
    boolean replaces = request.replaces().isPresent() && givesRenewalInformation();
    if (replaces) {
      request.replaces().ifPresent(id -> builder.replaces(id.text()));
    }
    try {
      URI order = session.ask(() -> location(builder.create()));
      return new OpenResult.Opened(order, profile);
    } catch (OrderStopped e) {
      throw replaces && mayBeAboutReplaces(e)
          ? new OrderStopped(new OrderFailure.ReplacesRefused(e.failure().detail()))
          : e;
    }
  }

  private boolean givesRenewalInformation() throws OrderStopped {
    return session
        .ask(() -> session.acme4j().resourceUrlOptional(Resource.RENEWAL_INFO))
        .isPresent();
  }

  private static boolean mayBeAboutReplaces(OrderStopped stopped) {
    return PERHAPS_REPLACES.contains(stopped.problem())
        || stopped.status() == CONFLICT
        || stopped.status() == NOT_FOUND;
  }

  private static URI location(Order order) {
    try {
      return order.getLocation().toURI();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("the location of the order is no address", e);
    }
  }
}
