package dev.callsign.renewal;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an ACME server says of itself (RFC 8555 §7.1.1), as far as renewals go.
 *
 * @param renewalInfo below which it answers about certificates, HTTPS without query and fragment;
 *     null when it does not
 */
public record AcmeDirectory(@Nullable URI renewalInfo) {

  private static final Set<String> SCHEMES = Set.of("https");

  /**
   * Reads a directory.
   *
   * @return empty when {@code document} is none, or names renewal information at something else
   *     than an address of this kind
   */
  public static Optional<AcmeDirectory> parse(byte[] document) {
    return AcmeJson.object(document)
        .map(object -> object.path("renewalInfo"))
        .flatMap(AcmeDirectory::at);
  }

  private static Optional<AcmeDirectory> at(JsonNode renewalInfo) {
    return renewalInfo.isMissingNode() || renewalInfo.isNull()
        ? Optional.of(new AcmeDirectory(null))
        : AcmeJson.url(renewalInfo, SCHEMES)
            .filter(uri -> uri.getRawQuery() == null && uri.getRawFragment() == null)
            .map(AcmeDirectory::new);
  }

  /** Where the server answers about a certificate (RFC 9773 §4.1); empty when it does not. */
  public Optional<URI> renewalInfo(CertId certificate) {
    return Optional.ofNullable(renewalInfo)
        .map(URI::toString)
        .map(base -> URI.create(base + (base.endsWith("/") ? "" : "/") + certificate));
  }
}
