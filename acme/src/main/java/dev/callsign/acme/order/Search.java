package dev.callsign.acme.order;

import dev.callsign.x509.Fingerprint;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeNotSupportedException;

/** Looks for an order in the list of an account (RFC 8555 §7.1.2.1). */
final class Search {

  /** Orders of a list that are counted at all: Let's Encrypt's limit for three hours is 300. */
  static final int MAX_LISTED = 1000;

  /** Orders at the end of the list that are looked at, each for one question. */
  static final int MAX_ASKED = 20;

  /** Let's Encrypt writes an hour before the truth into certificates, and clocks differ. */
  static final Duration BACKDATING = Duration.ofMinutes(75);

  private static final int NOT_FOUND = 404;

  private final AcmeSession session;
  private final Login login;
  private final Clock clock;

  Search(AcmeSession session, Login login, Clock clock) {
    this.session = session;
    this.login = login;
    this.clock = clock;
  }

  FindResult find(NewOrder request, Instant since) throws OrderStopped {
    Optional<List<Order>> listed = session.ask(this::listed);
    if (listed.isEmpty()) {
      return new FindResult.NoList();
    }
    List<Order> newest = listed.get().reversed();
    for (Order order : newest.subList(0, Math.min(newest.size(), MAX_ASKED))) {
      if (isThere(order)
          && session.ask(() -> isFor(order, request))
          && isOfUse(order, request, since)) {
        return new FindResult.Found(session.ask(() -> uri(order.getLocation())));
      }
    }
    return new FindResult.NoneFound();
  }

  /** Asks about an order; some servers list those that they have thrown away. */
  private boolean isThere(Order order) throws OrderStopped {
    try {
      session.run(order::fetch);
      return true;
    } catch (OrderStopped e) {
      if (e.status() == NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /** In the order of the list, which is the one they were made in at the servers that have one. */
  private Optional<List<Order>> listed() throws AcmeException {
    try {
      login.getAccount().fetch();
      Iterator<Order> orders = login.getAccount().getOrders();
      List<Order> listed = new ArrayList<>();
      while (listed.size() < MAX_LISTED && orders.hasNext()) {
        listed.add(orders.next());
      }
      return Optional.of(listed);
    } catch (AcmeNotSupportedException e) {
      return Optional.empty();
    }
  }

  private static boolean isFor(Order order, NewOrder request) {
    String profile = order.getJSON().get("profile").map(value -> value.asString()).orElse("");
    return order.getIdentifiers().equals(List.of(Identifier.dns(request.callsign().aLabel())))
        && (request.profiles().isEmpty()
            || profile.isEmpty()
            || request.profiles().contains(profile));
  }

  private boolean isOfUse(Order order, NewOrder request, Instant since) throws OrderStopped {
    return switch (session.ask(order::getStatus)) {
      case PENDING, READY, PROCESSING -> !session.ask(() -> isExpired(order));
      case VALID -> {
        X509Certificate leaf = session.ask(() -> order.getCertificate().getCertificate());
        yield request.key().isPresent()
            ? request.key().get().equals(Fingerprint.ofKey(leaf.getPublicKey()))
            : !leaf.getNotBefore().toInstant().isBefore(since.minus(BACKDATING));
      }
      default -> false;
    };
  }

  private boolean isExpired(Order order) {
    return order.getExpires().map(end -> !end.isAfter(clock.instant())).orElse(false);
  }

  private static URI uri(URL location) {
    try {
      return location.toURI();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("the location of the order is no address", e);
    }
  }
}
