package dev.callsign.acme.order;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Clock;
import org.shredzone.acme4j.connector.Connection;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** Lets acme4j speak through {@link BoundedConnection}, under our own name. */
final class BoundedProvider extends GenericAcmeProvider {
  private final BoundedHttp http;
  private final LastAnswer last;
  private final Clock clock;

  BoundedProvider(BoundedHttp http, LastAnswer last, Clock clock) {
    this.http = http;
    this.last = last;
    this.clock = clock;
  }

  @Override
  public Connection connect(URI server, NetworkSettings settings, HttpClient client) {
    return new BoundedConnection(new NamedConnector(settings, client), http, last, clock);
  }

  @Override
  public HttpClient createHttpClient(NetworkSettings settings) {
    return http.client();
  }

  /** Says who asks (RFC 8555 §6.1). */
  private static final class NamedConnector extends HttpConnector {

    NamedConnector(NetworkSettings settings, HttpClient client) {
      super(settings, client);
    }

    @Override
    public HttpRequest.Builder createRequestBuilder(URL url) {
      try {
        return HttpRequest.newBuilder(url.toURI()).header("User-Agent", BoundedHttp.USER_AGENT);
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException("not an address: " + url, e);
      }
    }
  }
}
