package dev.callsign.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * A web server that receives webhooks: takes every POST, remembers it and answers 204, until told
 * otherwise.
 *
 * <p>It has a good certificate and verifies nothing. Safe for concurrent use; connections that
 * start after a change see it.
 */
public final class WebhookReceiver {

  /** Where a redirect leads; what is posted there is remembered, too. */
  private static final String MOVED = "/moved";

  /** Longer than any retry in a test waits. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String POST = "POST";
  private static final int NO_CONTENT = 204;
  private static final int UNAVAILABLE = 503;

  /** What is answered with a body, where a fault asks for one. */
  private static final String BODY = "A".repeat(1000);

  /**
   * A POST that came in, whether or not its sender knows.
   *
   * @param status what was answered; 0 when that was a misbehaviour
   */
  public record Delivery(HttpRequest request, int status) {}

  private final Lab lab;
  private final String host;
  private final Name name;
  private final List<Delivery> deliveries = new ArrayList<>();
  private final DomainCertificate good;
  private DomainCertificate presented;
  private @Nullable Misbehaviour fault;
  private int status = NO_CONTENT;
  private int refusals;

  WebhookReceiver(String host, Lab lab) {
    this.lab = lab;
    this.host = host;
    this.name = LabDns.name(host);
    this.good = lab.authority().issue(lab.authority().leaf(host));
    this.presented = good;
    resolveTo(lab.addresses());
  }

  /** Where to deliver to; any other path and query will do as well. */
  public URI url() {
    return URI.create("https://" + host + ":" + lab.tlsPort() + "/events");
  }

  /** Everything that was posted, oldest first. */
  public synchronized List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  /**
   * Waits until {@code count} deliveries have come in, refused ones included, since it came up.
   *
   * @return everything that was posted, oldest first
   * @throws IllegalStateException when it was not within a minute
   */
  public List<Delivery> awaitDeliveries(int count) {
    return awaitDeliveries(count, PATIENCE);
  }

  /** As {@link #awaitDeliveries(int)}, within {@code longest}. */
  public synchronized List<Delivery> awaitDeliveries(int count, Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    try {
      while (deliveries.size() < count) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new IllegalStateException(
              deliveries.size() + " deliveries to " + host + ", not " + count);
        }
        wait(left);
      }
      return List.copyOf(deliveries);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for deliveries", e);
    }
  }

  /** Answers with this status from now on; 300 to 399 lead to another path. */
  public synchronized void answer(int status) {
    this.status = status;
  }

  /** Answers the next {@code count} deliveries with 503, and then as before. */
  public synchronized void refuseNext(int count) {
    refusals = count;
  }

  /** Presents this certificate in TLS. Ends a misbehaviour. */
  public synchronized void present(DomainCertificate certificate) {
    behave();
    presented = certificate;
  }

  /**
   * Misbehaves in this way from now on, and in no other.
   *
   * @throws IllegalArgumentException for what only the host of a callsign can do
   */
  public synchronized void misbehave(Misbehaviour misbehaviour) {
    behave();
    switch (misbehaviour) {
      case DnsFault dns -> lab.dns().misbehave(name, dns);
      case ConnectFault.REFUSED -> resolveTo(List.of(Loopback.NOBODY));
      case ConnectFault.TIMEOUT -> resolveTo(List.of(lab.unanswered()));
      case ConnectFault connect -> fault = connect;
      case HttpFault http -> fault = http;
      case CertificateFault certificate ->
          presented = certificate.issue(lab.authority(), host, good.domainKey());
      case CtFault other -> throw notHere(other);
      case RevocationFault other -> throw notHere(other);
      case StatementFault other -> throw notHere(other);
      case HistoryFault other -> throw notHere(other);
    }
  }

  /** Ends every misbehaviour; what is answered to deliveries stays. */
  public synchronized void behave() {
    lab.dns().behave(name);
    resolveTo(lab.addresses());
    presented = good;
    fault = null;
  }

  /** What a connection that starts now is served. */
  synchronized TlsService service() {
    Misbehaviour now = fault;
    return now instanceof ConnectFault connect
        ? new TlsService(presented, connect, this::respond)
        : new TlsService(
            presented,
            null,
            now instanceof HttpFault http
                ? (request, out) -> misbehave(http, request, out)
                : this::respond);
  }

  private void respond(HttpRequest request, OutputStream out) throws IOException {
    out.write(receive(request).encode());
    out.flush();
  }

  private synchronized HttpResponse receive(HttpRequest request) {
    if (!request.method().equals(POST)) {
      return HttpResponse.error("405 Method Not Allowed").with("Allow", POST);
    }
    int answer = refusals > 0 ? UNAVAILABLE : status;
    refusals = Math.max(0, refusals - 1);
    remember(new Delivery(request, answer));
    return response(answer);
  }

  private void misbehave(HttpFault http, HttpRequest request, OutputStream out)
      throws IOException, InterruptedException {
    if (request.method().equals(POST)) {
      remember(new Delivery(request, 0));
    }
    Hosting.misbehave(http, BODY, out);
    out.flush();
  }

  private synchronized void remember(Delivery delivery) {
    deliveries.add(delivery);
    notifyAll();
  }

  private static HttpResponse response(int status) {
    String line = status + " As Told";
    if (status == NO_CONTENT) {
      return new HttpResponse(line, Map.of(), ""); // without a length (RFC 9110 §8.6)
    }
    HttpResponse response = HttpResponse.error(line);
    return status / 100 == 3 ? response.with("Location", MOVED) : response;
  }

  private static IllegalArgumentException notHere(Misbehaviour misbehaviour) {
    return new IllegalArgumentException(
        misbehaviour + " is for the host of a callsign, not for a receiver of webhooks");
  }

  private void resolveTo(List<InetAddress> addresses) {
    List<Record> records = new ArrayList<>();
    addresses.forEach(address -> records.add(DnsRecords.address(name, address)));
    lab.dns().put(name, records);
  }
}
