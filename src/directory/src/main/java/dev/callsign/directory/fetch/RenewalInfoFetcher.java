package dev.callsign.directory.fetch;

import com.google.common.base.Ticker;
import dev.callsign.directory.budget.Deadline;
import dev.callsign.renewal.AcmeDirectory;
import dev.callsign.renewal.CertId;
import dev.callsign.renewal.SuggestedWindow;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks an authority's ACME server when a certificate should be renewed (RFC 9773), without an
 * account: whoever has a certificate may ask.
 *
 * <p>The server is the operator's choice, not a stranger's: it is reached by its name, over HTTPS
 * only, believed by {@link ServerTrust}. Redirects are not followed. What the server says of itself
 * is kept for a day, and asked for again after every failure. Safe for concurrent use.
 */
public final class RenewalInfoFetcher implements RenewalInfoSource {

  /** How long what the server says of itself counts. */
  private static final Duration DIRECTORY_LIFETIME = Duration.ofDays(1);

  private final URI acmeDirectory;
  private final Duration timeout;
  private final Clock clock;
  private final Ticker ticker;
  private final HttpsGet https;
  private volatile @Nullable Known known;

  /** What the server said of itself, and since when we know. */
  private record Known(AcmeDirectory directory, Instant since) {}

  /**
   * A fetcher from one server.
   *
   * @param acmeDirectory where its directory is (RFC 8555 §7.1.1), HTTPS
   * @param addedAnchors trusted beside the JVM's
   * @param timeout the longest duration of {@link #fetch}, all requests together
   * @param userAgent says who asks and where to complain
   * @param clock dates that the server names are counted from it
   * @param ticker measures {@code timeout}
   */
  public RenewalInfoFetcher(
      URI acmeDirectory,
      List<X509Certificate> addedAnchors,
      Duration timeout,
      String userAgent,
      Clock clock,
      Ticker ticker) {
    if (!"https".equalsIgnoreCase(acmeDirectory.getScheme()) || acmeDirectory.getHost() == null) {
      throw new IllegalArgumentException("not an HTTPS address: " + acmeDirectory);
    }
    this.acmeDirectory = acmeDirectory;
    this.timeout = timeout;
    this.clock = clock;
    this.ticker = ticker;
    this.https = new HttpsGet(ServerTrust.withAdded(addedAnchors), userAgent);
  }

  @Override
  public RenewalInfoResult fetch(X509Certificate leaf) {
    Optional<CertId> id = CertId.of(leaf);
    if (id.isEmpty()) {
      return new RenewalInfoResult.LongTermFailure("the leaf does not name the key of its issuer");
    }
    RenewalInfoResult result = fetch(id.get(), Deadline.after(timeout, ticker));
    switch (result) {
      case RenewalInfoResult.Window window -> {}
      case RenewalInfoResult.NotOffered none -> {}
      case RenewalInfoResult.TemporaryFailure failure -> known = null;
      case RenewalInfoResult.LongTermFailure failure -> known = null;
    }
    return result;
  }

  private RenewalInfoResult fetch(CertId id, Deadline deadline) {
    Known kept = known;
    if (kept != null && clock.instant().isBefore(kept.since().plus(DIRECTORY_LIFETIME))) {
      return window(kept.directory(), id, deadline);
    }
    return switch (https.get(acmeDirectory, deadline.remaining())) {
      case HttpsAnswer.Failed failed -> failure("its directory: ", failed);
      case HttpsAnswer.Body body -> {
        Optional<AcmeDirectory> directory = AcmeDirectory.parse(body.bytes());
        if (directory.isEmpty()) {
          yield new RenewalInfoResult.LongTermFailure(
              "its directory is none, or names renewal information without HTTPS");
        }
        known = new Known(directory.get(), clock.instant());
        yield window(directory.get(), id, deadline);
      }
    };
  }

  private RenewalInfoResult window(AcmeDirectory directory, CertId id, Deadline deadline) {
    Optional<URI> uri = directory.renewalInfo(id);
    if (uri.isEmpty()) {
      return new RenewalInfoResult.NotOffered();
    }
    return switch (https.get(uri.get(), deadline.remaining())) {
      case HttpsAnswer.Failed failed -> failure("", failed);
      case HttpsAnswer.Body body ->
          SuggestedWindow.parse(body.bytes())
              .<RenewalInfoResult>map(
                  window -> new RenewalInfoResult.Window(window, retryAfter(body)))
              .orElseGet(
                  () ->
                      new RenewalInfoResult.LongTermFailure(
                          "its answer is no window that ends after it starts"));
    };
  }

  /** Not to say when to ask again is a long-term error, too, but the window counts. */
  private Duration retryAfter(HttpsAnswer.Body body) {
    return body.retryAfter()
        .flatMap(field -> RetryAfter.parse(field, clock.instant()))
        .orElse(RenewalInfoResult.LONG_TERM_RETRY);
  }

  private static RenewalInfoResult failure(String what, HttpsAnswer.Failed failed) {
    String reason = what + failed.reason();
    return failed.isTemporary()
        ? new RenewalInfoResult.TemporaryFailure(reason)
        : new RenewalInfoResult.LongTermFailure(reason);
  }
}
