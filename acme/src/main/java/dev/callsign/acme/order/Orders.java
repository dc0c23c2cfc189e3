package dev.callsign.acme.order;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Orders certificates with one account (RFC 8555 §7.4), step by step: {@link #open}, {@link
 * #authorize}, {@link #finalizeOrder}, {@link #download}.
 *
 * <p>Nothing is kept between two steps but what the caller keeps: the account and the URL of the
 * order. Every step after the first may be repeated, in another process too, and goes on where the
 * order stands; none throws for what the server or the network does. Safe for concurrent use.
 */
public final class Orders {
  private final Account account;
  private final Clock clock;
  private final Sleeper sleeper;
  private final Duration networkTimeout;
  private final SSLContext trust;

  /**
   * Orders of one account.
   *
   * @param clock tells when not to ask again before; a server's clock that is off does no harm
   * @param sleeper between two questions about the same
   */
  public Orders(Account account, Clock clock, Sleeper sleeper) {
    this(account, clock, sleeper, BoundedHttp.NETWORK_TIMEOUT);
  }

  Orders(Account account, Clock clock, Sleeper sleeper, Duration networkTimeout) {
    this.account = account;
    this.clock = clock;
    this.sleeper = sleeper;
    this.networkTimeout = networkTimeout;
    this.trust = ServerTrust.withAdded(account.server().addedAnchors());
  }

  /**
   * Makes an order.
   *
   * <p>Of the profiles that are wanted, the first one that the server names and takes counts. A
   * server that names no profiles at all is asked for none.
   *
   * @return {@link OrderFailure.Refused} when the server names profiles and takes none of those
   *     wanted; {@link OrderFailure.ReplacesRefused} when an order with {@code replaces} is refused
   *     in a way that may be about it
   */
  public OpenResult open(NewOrder request) {
    try (AcmeSession session = session()) {
      return new Opening(session, session.login(account)).open(request);
    } catch (OrderStopped e) {
      return new OpenResult.Failed(e.failure());
    }
  }

  /**
   * Looks for an order that {@link #open} may have made without its URL being kept: in the list of
   * the account's orders (RFC 8555 §7.1.2.1), for one of the same identifier that is not over, and
   * of a profile that is wanted.
   *
   * <p>An order that is valid counts when its certificate is for the key of the request, or, where
   * that names none, was issued at {@code since} or later; others tell nothing of their age and
   * count whatever it is.
   *
   * <p>Pebble has such a list. Let's Encrypt's server has none, which gives {@link
   * FindResult.NoList}; there {@link #open} itself gives back the order of the same account for the
   * same names that is pending or ready, so what can be lost is one that is processing or valid.
   *
   * @param since when the order was about to be made
   */
  public FindResult find(NewOrder request, Instant since) {
    try (AcmeSession session = session()) {
      return new Search(session, session.login(account), clock).find(request, since);
    } catch (OrderStopped e) {
      return new FindResult.Failed(e.failure());
    }
  }

  /**
   * Answers the challenges of an order, one authorization after the other; those that are valid
   * already are passed over, and those that the server has been asked to validate before are only
   * waited for, with the answer in place.
   *
   * @return {@link OrderFailure.Refused} when the server offers no challenge that {@code solver}
   *     answers
   */
  public AuthorizeResult authorize(URI order, Solver solver) {
    Leftovers leftovers = new Leftovers();
    try (AcmeSession session = session()) {
      OrderResource resource = new OrderResource(session, session.login(account), order);
      return new Validation(session, resource, solver, sleeper, leftovers).authorize();
    } catch (OrderStopped e) {
      return new AuthorizeResult.Failed(e.failure(), leftovers.lines());
    }
  }

  /**
   * Asks for the certificate and waits until it is issued. Where the order is finalized already,
   * the request is not sent again.
   *
   * @param csr a certification request (RFC 2986) in DER, for the identifier of the order and
   *     signed by a key that is durable
   */
  public FinalizeResult finalizeOrder(URI order, byte[] csr) {
    try (AcmeSession session = session()) {
      OrderResource resource = new OrderResource(session, session.login(account), order);
      return new Finalization(session, resource, sleeper).finalizeWith(csr);
    } catch (OrderStopped e) {
      return new FinalizeResult.Failed(e.failure());
    }
  }

  /**
   * Downloads the certificate of an order that is valid, however long ago it became so.
   *
   * @param preferredIssuer the common name of the root, or of any issuer, that the chain shall lead
   *     to where the server offers more than one (RFC 8555 §7.4.2)
   */
  public DownloadResult download(URI order, Optional<String> preferredIssuer) {
    try (AcmeSession session = session()) {
      OrderResource resource = new OrderResource(session, session.login(account), order);
      return new Download(session, resource).download(preferredIssuer);
    } catch (OrderStopped e) {
      return new DownloadResult.Failed(e.failure());
    }
  }

  private AcmeSession session() {
    return new AcmeSession(account.server(), new BoundedHttp(trust, networkTimeout), clock);
  }
}
