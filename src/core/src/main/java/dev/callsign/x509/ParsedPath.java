package dev.callsign.x509;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A path of which every signature verified, with the fields that the rules ask about.
 *
 * @param certificates leaf first, without the anchor
 * @param anchor the root that signed the last of them
 * @param anchorAdded whether an operator added this anchor to the shipped ones
 */
record ParsedPath(
    List<CertificateFields> certificates, CertificateFields anchor, boolean anchorAdded) {

  /** Decodes the fields; empty when one certificate has no structure that could be judged. */
  static Optional<ParsedPath> of(CertificatePath path) {
    List<CertificateFields> fields = new ArrayList<>();
    for (X509Certificate certificate : path.certificates()) {
      Optional<CertificateFields> decoded = CertificateFields.decode(certificate);
      if (decoded.isEmpty()) {
        return Optional.empty();
      }
      fields.add(decoded.get());
    }
    return CertificateFields.decode(path.anchor())
        .map(anchor -> new ParsedPath(List.copyOf(fields), anchor, path.anchorAdded()));
  }

  CertificateFields leaf() {
    return certificates.getFirst();
  }

  /** The authorities between leaf and anchor, the leaf's issuer first. */
  List<CertificateFields> intermediates() {
    return certificates.subList(1, certificates.size());
  }

  /** The intermediates and the anchor. */
  List<CertificateFields> authorities() {
    List<CertificateFields> all = new ArrayList<>(intermediates());
    all.add(anchor);
    return all;
  }

  /** Anchor first, leaf last: the direction in which RFC 5280 §6.1 walks. */
  List<CertificateFields> downwards() {
    List<CertificateFields> all = new ArrayList<>(certificates);
    all.add(anchor);
    return all.reversed();
  }
}
