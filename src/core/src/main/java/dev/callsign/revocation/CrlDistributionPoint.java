package dev.callsign.revocation;

import dev.callsign.report.MalformedException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a leaf says its revocation list is (RFC 5280 §4.2.1.13).
 *
 * <p>Says nothing about what is there, and not that its host may be connected to: whoever fetches
 * it checks the addresses of {@link #host()}.
 *
 * @param uri absolute, plain HTTP, with a host name and without user or fragment
 */
public record CrlDistributionPoint(URI uri) {

  /** Characters of the longest URI; Let's Encrypt's have about thirty. */
  public static final int MAX_CHARACTERS = 1024;

  /** The extension cRLDistributionPoints. */
  private static final String EXTENSION = "2.5.29.31";

  private static final int NAME = Der.CONTEXT_CONSTRUCTED;

  /** The port of plain HTTP (RFC 9110 §4.2.1). */
  private static final int HTTP_PORT = 80;

  /** Where Let's Encrypt keeps its lists (letsencrypt.org/certificates). */
  private static final Pattern LETS_ENCRYPT = Pattern.compile("[a-z0-9-]+\\.c\\.lencr\\.org");

  /** A host name in the DNS: its last label starts with a letter, so it is never an address. */
  private static final Pattern HOST_NAME =
      Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

  /** Characters of the longest host name (RFC 1035 §2.3.4). */
  private static final int MAX_HOST_CHARACTERS = 253;

  /**
   * Reads the distribution point of a leaf.
   *
   * @param anchorAdded whether an operator added the anchor above the leaf: its authority may keep
   *     lists at any host and port; a public one keeps them where Let's Encrypt does
   * @return empty when the leaf has no such extension
   * @throws MalformedException {@code crl-scope}: not exactly one URI that the policy allows
   */
  public static Optional<CrlDistributionPoint> of(X509Certificate leaf, boolean anchorAdded)
      throws MalformedException {
    byte @Nullable [] extension = leaf.getExtensionValue(EXTENSION);
    if (extension == null) {
      return Optional.empty();
    }
    CrlDistributionPoint point = new CrlDistributionPoint(parse(uri(new Der(extension))));
    if (!anchorAdded && !point.isLetsEncrypts()) {
      throw Der.malformed(
          "the leaf names a list at " + point.host() + ", which is not its issuer's host");
    }
    return Optional.of(point);
  }

  /** The host name, in lower case. */
  public String host() {
    return uri.getHost().toLowerCase(Locale.ROOT);
  }

  /** The TCP port. */
  public int port() {
    return uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
  }

  private boolean isLetsEncrypts() {
    return LETS_ENCRYPT.matcher(host()).matches() && port() == HTTP_PORT;
  }

  private static String uri(Der extension) throws MalformedException {
    Der points = extension.read(Der.OCTET_STRING).read(Der.SEQUENCE);
    Der point = points.read(Der.SEQUENCE);
    if (points.hasNext() || !point.hasNext(NAME)) {
      throw Der.malformed("the leaf does not name exactly one list");
    }
    Optional<String> uri = DistributionPointName.uri(point.read());
    if (point.hasNext()) {
      throw Der.malformed("the leaf names a list for some reasons only, or of another issuer");
    }
    return uri.orElseThrow(() -> Der.malformed("the leaf does not name its list by one URI"));
  }

  private static URI parse(String text) throws MalformedException {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw Der.malformed("the URI of the list does not parse");
    }
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    boolean plain =
        "http".equalsIgnoreCase(uri.getScheme())
            && uri.getRawUserInfo() == null
            && uri.getRawFragment() == null
            && text.chars().allMatch(c -> c > ' ' && c <= '~');
    if (!plain || host.length() > MAX_HOST_CHARACTERS || !HOST_NAME.matcher(host).matches()) {
      throw Der.malformed("the URI of the list is not plain HTTP with a host name");
    }
    if (uri.getPort() == 0 || uri.getPort() > 0xffff) {
      throw Der.malformed("the URI of the list has no possible port");
    }
    return uri;
  }
}
