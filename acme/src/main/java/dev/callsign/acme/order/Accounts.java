package dev.callsign.acme.order;

import java.net.URI;
import java.net.URISyntaxException;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Metadata;

/**
 * Registers accounts and finds them again (RFC 8555 §7.3). Safe for concurrent use.
 *
 * <p>A server that has forgotten an account says so at the next order: {@link
 * OrderFailure.AccountUnknown}. Whether to register once more is the caller's decision, as limits
 * of the old account would be left behind.
 */
public final class Accounts {
  private final AcmeServer server;
  private final Clock clock;
  private final Duration networkTimeout;
  private final SSLContext trust;

  /** Accounts at {@code server}. */
  public Accounts(AcmeServer server, Clock clock) {
    this(server, clock, BoundedHttp.NETWORK_TIMEOUT);
  }

  Accounts(AcmeServer server, Clock clock, Duration networkTimeout) {
    this.server = server;
    this.clock = clock;
    this.networkTimeout = networkTimeout;
    this.trust = ServerTrust.withAdded(server.addedAnchors());
  }

  /**
   * Registers an account. Where the key has one already, it is found and nothing of it is changed.
   *
   * @param key the account's; durable before this is called
   * @return {@link OrderFailure.UserActionRequired} when the server has terms that nobody agreed
   *     to, {@link OrderFailure.Refused} when it wants an account outside of ACME and none was
   *     given, both without registering
   */
  public AccountResult register(KeyPair key, NewAccount wanted) {
    try (AcmeSession session = session()) {
      Metadata metadata = session.ask(session.acme4j()::getMetadata);
      requireTerms(session, metadata, wanted);
      requireExternal(session, metadata, wanted);
      AccountBuilder builder = new AccountBuilder().useKeyPair(key);
      if (wanted.termsAgreed()) {
        builder.agreeToTermsOfService();
      }
      for (String email : wanted.emails()) {
        builder.addEmail(email);
      }
      wanted
          .external()
          .ifPresent(
              external ->
                  builder
                      .withKeyIdentifier(external.keyIdentifier(), external.macKey())
                      .withMacAlgorithm("HS256"));
      return registered(session, key, session.ask(() -> builder.createLogin(session.acme4j())));
    } catch (OrderStopped e) {
      return new AccountResult.Failed(e.failure());
    }
  }

  /**
   * The account that {@code key} has already.
   *
   * @return {@link OrderFailure.AccountUnknown} when it has none
   */
  public AccountResult find(KeyPair key) {
    try (AcmeSession session = session()) {
      AccountBuilder builder = new AccountBuilder().useKeyPair(key).onlyExisting();
      return registered(session, key, session.ask(() -> builder.createLogin(session.acme4j())));
    } catch (OrderStopped e) {
      return new AccountResult.Failed(e.failure());
    }
  }

  private AcmeSession session() {
    return new AcmeSession(server, new BoundedHttp(trust, networkTimeout), clock);
  }

  private AccountResult registered(AcmeSession session, KeyPair key, Login login)
      throws OrderStopped {
    URI location = session.ask(() -> uri(login));
    return new AccountResult.Registered(new Account(server, key, location));
  }

  private static URI uri(Login login) {
    try {
      return login.getAccount().getLocation().toURI();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("the location of the account is no address", e);
    }
  }

  private static void requireTerms(AcmeSession session, Metadata metadata, NewAccount wanted)
      throws OrderStopped {
    Optional<URI> terms = session.ask(metadata::getTermsOfService);
    if (terms.isPresent() && !wanted.termsAgreed()) {
      throw new OrderStopped(
          new OrderFailure.UserActionRequired(
              "the server has terms of service that nobody agreed to yet", terms));
    }
  }

  private static void requireExternal(AcmeSession session, Metadata metadata, NewAccount wanted)
      throws OrderStopped {
    if (session.ask(metadata::isExternalAccountRequired) && wanted.external().isEmpty()) {
      throw new OrderStopped(
          new OrderFailure.Refused(
              "externalAccountRequired: the server wants a key identifier and a MAC key of an"
                  + " account that a person has there"));
    }
  }
}
