package dev.callsign.directory.fetch;

import dev.callsign.directory.dns.CheckedAddress;
import dev.callsign.directory.dns.HostResolution;
import dev.callsign.directory.dns.HostResolver;
import dev.callsign.report.MalformedException;
import dev.callsign.revocation.Crl;
import dev.callsign.revocation.CrlDistributionPoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Fetches revocation lists from the hosts that leaves name: plain HTTP (RFC 2585 §3; the list is
 * signed), over checked addresses only, on the port of the URI.
 *
 * <p>Bounded in time and bytes by {@link FetchLimits} and {@link Crl#MAX_BYTES}. Blocks the calling
 * thread; safe for concurrent use. It does NOT verify anything.
 */
public final class CrlFetcher {

  /** The port of plain HTTP (RFC 9110 §4.2.1). */
  private static final int HTTP_PORT = 80;

  private final HostResolver resolver;
  private final FetchLimits limits;
  private final HttpExchange exchange;

  /**
   * A fetcher within {@code limits}, of which the port does not matter here.
   *
   * @param userAgent says who asks and where to complain
   * @param timer ends what takes too long; owned by the caller
   */
  public CrlFetcher(
      HostResolver resolver, FetchLimits limits, String userAgent, ScheduledExecutorService timer) {
    this.resolver = resolver;
    this.limits = limits;
    this.exchange = new HttpExchange(Crl.MAX_BYTES, userAgent, timer);
  }

  /** Fetches the list at {@code point} from the first address that answers. */
  public CrlFetchResult fetch(CrlDistributionPoint point) {
    return switch (resolver.resolve(point.host(), limits.connectTimeout())) {
      case HostResolution.Unresolved unresolved -> new CrlFetchResult.Failed(unresolved.reason());
      case HostResolution.Resolved resolved -> fetch(point, resolved.addresses());
    };
  }

  private CrlFetchResult fetch(CrlDistributionPoint point, List<CheckedAddress> addresses) {
    CrlFetchResult last = new CrlFetchResult.Failed("its host has no address to dial");
    for (CheckedAddress address : DialOrder.of(addresses)) {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(address.address(), point.port()),
            Math.toIntExact(limits.connectTimeout().toMillis()));
        return meaning(exchange.get(socket, socket, request(point), limits.readTimeout()));
      } catch (SocketTimeoutException e) {
        last = new CrlFetchResult.Failed("its host does not take connections");
      } catch (ConnectException e) {
        last = new CrlFetchResult.Failed("its host refuses connections");
      } catch (IOException e) {
        last = new CrlFetchResult.Failed("its host cannot be reached");
      }
    }
    return last;
  }

  private static HttpExchange.Request request(CrlDistributionPoint point) {
    String path = point.uri().getRawPath().isEmpty() ? "/" : point.uri().getRawPath();
    String query = point.uri().getRawQuery();
    return new HttpExchange.Request(
        point.port() == HTTP_PORT ? point.host() : point.host() + ":" + point.port(),
        query == null ? path : path + "?" + query,
        "application/pkix-crl");
  }

  private static CrlFetchResult meaning(HttpAnswer answer) {
    return switch (answer) {
      case HttpAnswer.Body body -> decode(body.bytes());
      case HttpAnswer.Status other ->
          new CrlFetchResult.Failed("its host answered with status " + other.status());
      case HttpAnswer.NoBody none -> new CrlFetchResult.Failed("its host answered without a body");
      case HttpAnswer.Encoded encoded ->
          new CrlFetchResult.Failed("its host answered in a content encoding");
      case HttpAnswer.TooLarge large ->
          new CrlFetchResult.Failed("its host answered with more than 20 MiB, or an endless head");
      case HttpAnswer.TimedOut late ->
          new CrlFetchResult.Failed("its host gave no whole answer in time");
      case HttpAnswer.Broken broken ->
          new CrlFetchResult.Failed("its host gave no whole HTTP/1.1 answer");
    };
  }

  private static CrlFetchResult decode(byte[] body) {
    try {
      return new CrlFetchResult.Fetched(Crl.decode(body));
    } catch (MalformedException e) {
      return new CrlFetchResult.Failed("its host answered with something else: " + e.detail());
    }
  }
}
