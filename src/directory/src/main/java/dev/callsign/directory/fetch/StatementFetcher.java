package dev.callsign.directory.fetch;

import dev.callsign.directory.budget.Deadline;
import dev.callsign.directory.dns.CheckedAddress;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.x509.CertificateChain;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the key statement of a callsign from the host that answers for its name.
 *
 * <p>Connects to checked addresses only, never to a name. Bounded in time and bytes by {@link
 * FetchLimits}. Blocks the calling thread; safe for concurrent use. It does NOT verify anything.
 */
public final class StatementFetcher {

  /** Where a statement is hosted (docs/protocol.md §3). */
  public static final String PATH = "/.well-known/callsign/statement.jws";

  private final FetchLimits limits;
  private final Handshake handshake;
  private final StatementExchange exchange;

  /**
   * A fetcher within {@code limits}.
   *
   * @param userAgent says who asks and where to complain; hosts block anonymous ones
   * @param timer ends phases that take too long; owned by the caller
   */
  public StatementFetcher(FetchLimits limits, String userAgent, ScheduledExecutorService timer) {
    this.limits = limits;
    this.handshake = Handshake.capturing(timer);
    this.exchange = new StatementExchange(limits, userAgent, timer);
  }

  /**
   * Fetches the statement of {@code callsign} from the first of {@code addresses} that answers.
   *
   * @param deadline cuts every phase short; the limits hold beside it
   */
  public FetchResult fetch(Callsign callsign, List<CheckedAddress> addresses, Deadline deadline) {
    FetchResult last = failed(null, Slug.CONNECT_REFUSED, "an address to dial", "none", true);
    for (CheckedAddress address : DialOrder.of(addresses)) {
      InetSocketAddress target = new InetSocketAddress(address.address(), limits.port());
      String text = address + " port " + limits.port();
      try (Socket socket = new Socket()) {
        socket.connect(target, millis(deadline.atMost(limits.connectTimeout())));
        return secure(callsign, socket, text, deadline);
      } catch (SocketTimeoutException e) {
        last = failed(text, Slug.CONNECT_TIMEOUT, "a connection in time", "silence", true);
      } catch (ConnectException e) {
        last = failed(text, Slug.CONNECT_REFUSED, "a listening host", "refused", true);
      } catch (IOException e) {
        last = failed(text, Slug.CONNECT_REFUSED, "a reachable host", "no route", true);
      }
    }
    return last;
  }

  /** Milliseconds of a timeout, of which zero would mean none at all. */
  static int millis(Duration timeout) {
    return Math.max(1, Math.toIntExact(timeout.toMillis()));
  }

  /** Only dialling throws; from here on every trouble is a result and ends the fetch. */
  private FetchResult secure(Callsign callsign, Socket socket, String address, Deadline deadline) {
    Duration longest = deadline.atMost(limits.handshakeTimeout());
    return switch (handshake.shake(socket, callsign.aLabel(), limits.port(), longest)) {
      case Handshake.Outcome.TimedOut late ->
          failed(address, Slug.TLS_HANDSHAKE, "a handshake in time", "it did not end", true);
      case Handshake.Outcome.Failed failed -> handshakeFailed(address, failed.cause());
      case Handshake.Outcome.Secured secured ->
          ask(callsign, socket, secured.socket(), address, deadline);
    };
  }

  private FetchResult ask(
      Callsign callsign, Socket socket, SSLSocket secured, String address, Deadline deadline) {
    try {
      CertificateChain presented = presented(secured);
      Finding connected =
          Finding.pass(
              Step.CONNECT,
              "TLS 1.2 or later with SNI " + callsign,
              secured.getSession().getProtocol() + " from " + address);
      return exchange.get(callsign, socket, secured, address, presented, connected, deadline);
    } catch (SSLException | IllegalArgumentException e) {
      return failed(address, Slug.TLS_HANDSHAKE, "a chain of 1 to 10 certificates", "other", false);
    }
  }

  private static CertificateChain presented(SSLSocket secured) throws SSLException {
    return CertificateChain.of(
        Stream.of(secured.getSession().getPeerCertificates())
            .map(X509Certificate.class::cast)
            .toList());
  }

  private static FetchResult handshakeFailed(String address, IOException e) {
    // JSSE tells protocol versions apart only in its messages: the alert of a host that knows
    // nothing newer (RFC 8446 §6.2 protocol_version), and its own refusal of an old ServerHello.
    String message = String.valueOf(e.getMessage());
    if (message.contains("protocol_version") || message.contains("protocol version")) {
      return failed(
          address, Slug.TLS_VERSION, "TLS 1.2 or later", "the host knows only older", false);
    }
    return failed(
        address,
        Slug.TLS_HANDSHAKE,
        "a TLS handshake",
        e instanceof SSLException ? message : "the host closed the connection",
        true);
  }

  private static FetchResult failed(
      @Nullable String address, Slug slug, String expected, String seen, boolean isTransport) {
    return new FetchResult.Failed(
        address, null, isTransport, List.of(Finding.fail(slug, expected, seen)));
  }
}
