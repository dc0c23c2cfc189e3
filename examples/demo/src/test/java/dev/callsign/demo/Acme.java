package dev.callsign.demo;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.AcmeJsonResource;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.PollableResource;
import org.shredzone.acme4j.RevocationReason;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** An owner who orders certificates for his domain by ACME, with http-01. */
final class Acme {
  private static final int POLLS = 300;
  private static final long POLL_MILLIS = 100;

  private final Pebble pebble;
  private final Login login;

  Acme(Pebble pebble) throws Exception {
    this.pebble = pebble;
    Session session = new Session(pebble.directory(), new PinnedProvider(pebble.trust()));
    this.login =
        new AccountBuilder().agreeToTermsOfService().useKeyPair(newKey()).createLogin(session);
  }

  static KeyPair newKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /** Orders a certificate of this kind for {@code domain} and {@code key}; leaf first. */
  List<X509Certificate> order(String domain, KeyPair key, Pebble.Profile profile) throws Exception {
    Order order = login.newOrder().domains(domain).profile(profile.toString()).create();
    for (Authorization authorization : order.getAuthorizations()) {
      if (authorization.getStatus() != Status.VALID) {
        authorize(authorization);
      }
    }
    await(order, Set.of(Status.READY, Status.VALID));
    order.execute(key);
    await(order, Set.of(Status.VALID));
    return order.getCertificate().getCertificateChain();
  }

  /** Revokes a certificate that this account has ordered. */
  void revoke(X509Certificate leaf, RevocationReason reason) throws AcmeException {
    Certificate.revoke(login, leaf, reason);
  }

  private void authorize(Authorization authorization) throws Exception {
    Http01Challenge challenge = authorization.findChallenge(Http01Challenge.class).orElseThrow();
    byte[] answer = challenge.getAuthorization().getBytes(StandardCharsets.US_ASCII);
    // Every local address: the name resolves to both loopback addresses.
    HttpServer server = HttpServer.create(new InetSocketAddress(pebble.httpPort()), 0);
    server.createContext(
        "/.well-known/acme-challenge/" + challenge.getToken(),
        exchange -> {
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      challenge.trigger();
      await(challenge, Set.of(Status.VALID));
      await(authorization, Set.of(Status.VALID));
    } finally {
      server.stop(0);
    }
  }

  private static <R extends AcmeJsonResource & PollableResource> void await(
      R resource, Set<Status> wanted) throws Exception {
    for (int poll = 0; poll < POLLS; poll++) {
      resource.fetch();
      if (wanted.contains(resource.getStatus())) {
        return;
      }
      if (resource.getStatus() == Status.INVALID) {
        break;
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new AcmeException("ended as " + resource.getStatus() + ": " + resource.getJSON());
  }

  /** Speaks to one ACME server whose HTTPS certificate only the lab's authority vouches for. */
  private static final class PinnedProvider extends GenericAcmeProvider {
    private final SSLContext trust;

    PinnedProvider(SSLContext trust) {
      this.trust = trust;
    }

    @Override
    public HttpClient createHttpClient(NetworkSettings settings) {
      return HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(10))
          .sslContext(trust)
          .build();
    }
  }
}
