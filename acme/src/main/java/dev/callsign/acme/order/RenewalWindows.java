package dev.callsign.acme.order;

import dev.callsign.acme.cli.PlainText;
import dev.callsign.renewal.AcmeDirectory;
import dev.callsign.renewal.CertId;
import dev.callsign.renewal.SuggestedWindow;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Asks an ACME server when a certificate should be renewed (RFC 9773 §4), without an account. Safe
 * for concurrent use.
 */
public final class RenewalWindows {

  /** RFC 9773 §4.3.2: what is below counts as this. */
  static final Duration SHORTEST_RETRY = Duration.ofMinutes(1);

  /** RFC 9773 §4.3.2: what is above counts as this. */
  static final Duration LONGEST_RETRY = Duration.ofDays(1);

  private static final int OK = 200;

  /** Hundreds of the statuses that say that the server itself has failed. */
  private static final int SERVER_ERROR = 5;

  private final AcmeServer server;
  private final Clock clock;
  private final Duration networkTimeout;
  private final SSLContext trust;

  /**
   * Windows that {@code server} suggests.
   *
   * @param clock dates that the server names are counted from it, if the server does not tell its
   *     own time
   */
  public RenewalWindows(AcmeServer server, Clock clock) {
    this(server, clock, BoundedHttp.NETWORK_TIMEOUT);
  }

  RenewalWindows(AcmeServer server, Clock clock, Duration networkTimeout) {
    this.server = server;
    this.clock = clock;
    this.networkTimeout = networkTimeout;
    this.trust = ServerTrust.withAdded(server.addedAnchors());
  }

  /** Asks about one leaf, which {@code server} should have issued. Throws for nothing. */
  public RenewalWindowResult fetch(X509Certificate leaf) {
    Optional<CertId> id = CertId.of(leaf);
    if (id.isEmpty()) {
      return new RenewalWindowResult.NotOffered();
    }
    try (BoundedHttp http = new BoundedHttp(trust, networkTimeout)) {
      HttpResponse<InputStream> answer = get(http, server.directory());
      if (answer.statusCode() != OK) {
        return ofStatus("its directory: ", answer.statusCode());
      }
      Optional<AcmeDirectory> directory = AcmeDirectory.parse(answer.body().readAllBytes());
      if (directory.isEmpty()) {
        return longTerm("its directory is none, or names renewal information without HTTPS");
      }
      Optional<URI> uri = directory.get().renewalInfo(id.get());
      return uri.isEmpty() ? new RenewalWindowResult.NotOffered() : window(http, uri.get());
    } catch (ConnectException e) { // the JDK throws it for names that do not exist, too
      return longTerm("it cannot be reached");
    } catch (SSLException e) {
      return longTerm("no TLS connection that can be trusted");
    } catch (IOException e) {
      return new RenewalWindowResult.TemporaryFailure(
          PlainText.line(String.valueOf(e.getMessage())));
    }
  }

  private RenewalWindowResult window(BoundedHttp http, URI uri) throws IOException {
    HttpResponse<InputStream> answer = get(http, uri);
    if (answer.statusCode() != OK) {
      return ofStatus("", answer.statusCode());
    }
    Optional<SuggestedWindow> window = SuggestedWindow.parse(answer.body().readAllBytes());
    if (window.isEmpty()) {
      return longTerm("its answer is no window that ends after it starts");
    }
    return RetryAfter.of(answer.headers(), clock.instant())
        .map(wait -> RetryAfter.clamp(wait, SHORTEST_RETRY, LONGEST_RETRY))
        .<RenewalWindowResult>map(wait -> new RenewalWindowResult.Window(window.get(), wait))
        .orElseGet(
            () ->
                new RenewalWindowResult.LongTermFailure(
                    "it does not say when to ask again", window));
  }

  private static HttpResponse<InputStream> get(BoundedHttp http, URI uri) throws IOException {
    return http.send(
        HttpRequest.newBuilder(uri)
            .header("User-Agent", BoundedHttp.USER_AGENT)
            .header("Accept", "application/json")
            .build());
  }

  private static RenewalWindowResult ofStatus(String what, int status) {
    String reason = what + "status " + status;
    return status / 100 == SERVER_ERROR
        ? new RenewalWindowResult.TemporaryFailure(reason)
        : longTerm(reason);
  }

  private static RenewalWindowResult longTerm(String reason) {
    return new RenewalWindowResult.LongTermFailure(reason, Optional.empty());
  }
}
