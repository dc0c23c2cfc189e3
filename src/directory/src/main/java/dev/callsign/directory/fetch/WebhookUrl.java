package dev.callsign.directory.fetch;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a stranger wants to be told of events (docs/protocol.md §8, Deliveries).
 *
 * <p>HTTPS with a host name of the DNS, on an allowed port. It does NOT ensure that the host may be
 * connected to, or that it wants anything: whoever sends checks the addresses of {@link #host()}.
 * Two are equal when their texts are.
 */
public final class WebhookUrl {

  /** Characters of the longest URL; servers refuse longer request lines than four times that. */
  public static final int MAX_CHARACTERS = 2048;

  /** The port of HTTPS (RFC 9110 §4.2.2). */
  static final int HTTPS_PORT = 443;

  /**
   * A host name in the DNS of at least two labels: its last label starts with a letter, so it is
   * never an address.
   */
  private static final Pattern HOST_NAME =
      Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

  /** Characters of the longest host name (RFC 1035 §2.3.4). */
  private static final int MAX_HOST_CHARACTERS = 253;

  private final URI uri;

  private WebhookUrl(URI uri) {
    this.uri = uri;
  }

  /**
   * Parses what somebody registers.
   *
   * @param fetchPort the port of the hosts of callsigns, which is allowed beside 443
   * @throws MalformedException {@code bad-webhook-url}
   */
  public static WebhookUrl parse(String text, int fetchPort) throws MalformedException {
    if (text.length() > MAX_CHARACTERS) {
      throw malformed("a URL has at most " + MAX_CHARACTERS + " characters");
    }
    URI uri = uri(text);
    if (!"https".equalsIgnoreCase(uri.getScheme())) {
      throw malformed("the URL does not begin with https:");
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw malformed("the URL has a user or a fragment");
    }
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    if (host.length() > MAX_HOST_CHARACTERS || !HOST_NAME.matcher(host).matches()) {
      throw malformed("the URL has no host name of the DNS, such as hooks.alice.example");
    }
    int port = uri.getPort();
    if (port >= 0 && port != HTTPS_PORT && port != fetchPort) {
      throw malformed("the URL has another port than " + HTTPS_PORT);
    }
    return new WebhookUrl(uri);
  }

  /** The URL, as it was written. */
  public URI uri() {
    return uri;
  }

  /** The host name, in lower case. */
  public String host() {
    return uri.getHost().toLowerCase(Locale.ROOT);
  }

  /** The TCP port. */
  public int port() {
    return uri.getPort() < 0 ? HTTPS_PORT : uri.getPort();
  }

  /** What a request asks for: path and query. */
  String target() {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WebhookUrl url && uri.toString().equals(url.uri.toString());
  }

  @Override
  public int hashCode() {
    return uri.toString().hashCode();
  }

  /** The URL, as it was written. */
  @Override
  public String toString() {
    return uri.toString();
  }

  private static URI uri(String text) throws MalformedException {
    try {
      if (text.chars().allMatch(c -> c > ' ' && c <= '~')) {
        return URI.create(text);
      }
    } catch (IllegalArgumentException e) {
      // said below, in the same words
    }
    throw malformed("the URL does not parse; write other letters than ASCII percent-encoded");
  }

  private static MalformedException malformed(String detail) {
    return new MalformedException(Slug.BAD_WEBHOOK_URL, detail);
  }
}
