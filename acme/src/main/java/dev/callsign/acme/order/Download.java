package dev.callsign.acme.order;

import dev.callsign.x509.CertificateChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.Status;

/** Downloads the certificate of one order (RFC 8555 §7.4.2). */
final class Download {

  /** Alternate chains that are looked at; authorities offer one or two. */
  static final int MAX_ALTERNATES = 8;

  private final AcmeSession session;
  private final OrderResource order;

  Download(AcmeSession session, OrderResource order) {
    this.session = session;
    this.order = order;
  }

  DownloadResult download(Optional<String> preferredIssuer) throws OrderStopped {
    if (order.fetch() != Status.VALID) {
      return new DownloadResult.NotYet();
    }
    Certificate certificate = session.ask(order.acme4j()::getCertificate);
    CertificateChain first = chain(certificate);
    if (preferredIssuer.isEmpty()) {
      return new DownloadResult.Issued(first, true);
    }
    ChainPreference preference = new ChainPreference(preferredIssuer.get());
    if (preference.endsAt(first)) {
      return new DownloadResult.Issued(first, true);
    }
    List<CertificateChain> offered = new ArrayList<>(List.of(first));
    for (Certificate alternate : alternates(certificate)) {
      offered.add(chain(alternate));
    }
    return preference
        .best(offered)
        .map(chain -> new DownloadResult.Issued(chain, true))
        .orElseGet(() -> new DownloadResult.Issued(first, false));
  }

  private List<Certificate> alternates(Certificate certificate) throws OrderStopped {
    List<Certificate> all = session.ask(certificate::getAlternateCertificates);
    return all.subList(0, Math.min(all.size(), MAX_ALTERNATES));
  }

  private CertificateChain chain(Certificate certificate) throws OrderStopped {
    session.run(certificate::download);
    return session.ask(() -> CertificateChain.of(certificate.getCertificateChain()));
  }
}
