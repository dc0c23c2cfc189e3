package dev.callsign.directory.fetch;

import dev.callsign.report.Finding;
import dev.callsign.x509.CertificateChain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of fetching a statement. */
public sealed interface FetchResult {

  /** The findings of the steps connect and fetch. */
  List<Finding> findings();

  /** The address and port that answered; null when none did. */
  @Nullable String address();

  /**
   * The host answered 200 with a body of allowed size.
   *
   * @param presented the chain of the TLS handshake, believed by nobody yet
   * @param body the bytes as ISO 8859-1 text without the line break that editors put at the end
   */
  record Fetched(String address, CertificateChain presented, String body, List<Finding> findings)
      implements FetchResult {}

  /**
   * Something ended the fetch.
   *
   * @param presented the chain of the TLS handshake, when there was one
   * @param isTransport whether another try may end otherwise: nobody has answered for the host
   */
  record Failed(
      @Nullable String address,
      @Nullable CertificateChain presented,
      boolean isTransport,
      List<Finding> findings)
      implements FetchResult {}
}
