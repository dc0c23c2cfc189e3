package dev.callsign.directory.fetch;

import dev.callsign.directory.dns.CheckedAddress;
import dev.callsign.directory.dns.HostResolution;
import dev.callsign.directory.dns.HostResolver;
import dev.callsign.event.EventSigner;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSocket;

/**
 * Delivers to hosts that strangers named: a POST over TLS, to checked addresses only, and only
 * after the certificate has proved the name.
 *
 * <p>Bounded in time and bytes by {@link FetchLimits} and {@link #MAX_ANSWER_BYTES}. One try; does
 * NOT try again. Blocks the calling thread; safe for concurrent use.
 */
public final class WebhookSender {

  /** Bytes of an answer that are read, and thrown away: its status says all. */
  static final int MAX_ANSWER_BYTES = 1024;

  private final HostResolver resolver;
  private final FetchLimits limits;
  private final Handshake handshake;
  private final HttpExchange exchange;

  /**
   * A sender within {@code limits}, of which the port does not matter here.
   *
   * @param anchors believed beside those of the Java runtime
   * @param userAgent says who sends and where to complain
   * @param timer ends what takes too long; owned by the caller
   */
  public WebhookSender(
      HostResolver resolver,
      FetchLimits limits,
      List<X509Certificate> anchors,
      String userAgent,
      ScheduledExecutorService timer) {
    this.resolver = resolver;
    this.limits = limits;
    this.handshake = Handshake.verifying(anchors, timer);
    this.exchange = new HttpExchange(MAX_ANSWER_BYTES, userAgent, timer);
  }

  /**
   * Sends {@code body}, as {@link EventSigner} made it, to the first address that takes a
   * connection.
   */
  public WebhookResult send(WebhookUrl url, byte[] body) {
    return switch (resolver.resolve(url.host(), limits.connectTimeout())) {
      case HostResolution.Unresolved unresolved -> new WebhookResult.Failed(unresolved.reason());
      case HostResolution.Resolved resolved -> dial(url, body, resolved.addresses());
    };
  }

  private WebhookResult dial(WebhookUrl url, byte[] body, List<CheckedAddress> addresses) {
    WebhookResult last = new WebhookResult.Failed("its host has no address to dial");
    for (CheckedAddress address : DialOrder.of(addresses)) {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(address.address(), url.port()),
            StatementFetcher.millis(limits.connectTimeout()));
        return secure(url, body, socket);
      } catch (SocketTimeoutException e) {
        last = new WebhookResult.Failed("its host does not take connections");
      } catch (ConnectException e) {
        last = new WebhookResult.Failed("its host refuses connections");
      } catch (IOException e) {
        last = new WebhookResult.Failed("its host cannot be reached");
      }
    }
    return last;
  }

  /** Only dialling throws; from here on every trouble is a result and ends the try. */
  private WebhookResult secure(WebhookUrl url, byte[] body, Socket socket) {
    return switch (handshake.shake(socket, url.host(), url.port(), limits.handshakeTimeout())) {
      case Handshake.Outcome.TimedOut late ->
          new WebhookResult.Failed("its host did not end the TLS handshake in time");
      case Handshake.Outcome.Failed failed ->
          new WebhookResult.Failed(
              isAboutCertificate(failed.cause())
                  ? "the certificate of its host is not for its name, or not from an authority that"
                      + " is trusted here, or not valid now"
                  : "its host does not complete a handshake of TLS 1.2 or later");
      case Handshake.Outcome.Secured secured -> post(url, body, socket, secured.socket());
    };
  }

  private WebhookResult post(WebhookUrl url, byte[] body, Socket socket, SSLSocket secured) {
    String host = url.port() == WebhookUrl.HTTPS_PORT ? url.host() : url.host() + ":" + url.port();
    HttpExchange.Request request = new HttpExchange.Request(host, url.target(), "*/*");
    return switch (exchange.post(
        socket, secured, request, body, EventSigner.MEDIA_TYPE, limits.readTimeout())) {
      case HttpAnswer.Status answer -> meaning(answer.status());
      case HttpAnswer.TooLarge large ->
          new WebhookResult.Failed("its host answered with header fields beyond every limit");
      case HttpAnswer.TimedOut late ->
          new WebhookResult.Failed("its host gave no whole answer in time");
      case HttpAnswer.Broken broken ->
          new WebhookResult.Failed("its host gave no whole HTTP/1.1 answer");
    };
  }

  private static WebhookResult meaning(int status) {
    if (status / 100 == 2) {
      return new WebhookResult.Delivered(status);
    }
    return new WebhookResult.Refused(
        status,
        status / 100 == 3
            ? "its host answered with status " + status + ": redirects are not followed"
            : "its host answered with status " + status);
  }

  private static boolean isAboutCertificate(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }
}
