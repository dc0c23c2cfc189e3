package dev.callsign.acme.order;

import dev.callsign.x509.CertificateChain;

/** Whether the certificate is here. */
public sealed interface DownloadResult {

  /**
   * It is. Whether it is for our key and our name is not checked.
   *
   * @param chain leaf first
   * @param asPreferred false when an issuer was preferred and no chain leads to it
   */
  record Issued(CertificateChain chain, boolean asPreferred) implements DownloadResult {}

  /** The order is not valid yet: finalize first. */
  record NotYet() implements DownloadResult {}

  /** It is not. */
  record Failed(OrderFailure failure) implements DownloadResult {}
}
