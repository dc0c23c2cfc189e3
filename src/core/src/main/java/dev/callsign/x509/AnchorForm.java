package dev.callsign.x509;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;

/**
 * What the root certificate of a public authority looks like (BR §7.1.2.1).
 *
 * <p>An anchor that an operator added is a name and a key for which he vouches himself (RFC 5280
 * §6.1.1 d): of its certificate only critical extensions are asked.
 */
final class AnchorForm {

  private AnchorForm() {}

  /** The anchor at the end of the path. */
  static Optional<Finding> anchor(ParsedPath path) {
    CertificateFields anchor = path.anchor();
    Optional<Fault> fault =
        path.anchorAdded()
            ? CertificateForm.critical(anchor, AuthorityForm.UNDERSTOOD)
            : shipped(anchor);
    return fault.map(found -> found.as(Slug.CHAIN_CONSTRAINT, anchor));
  }

  private static Optional<Fault> shipped(CertificateFields anchor) {
    return CertificateForm.version(anchor)
        .or(() -> CertificateForm.encoding(anchor))
        .or(() -> CertificateForm.critical(anchor, AuthorityForm.UNDERSTOOD))
        .or(() -> AuthorityForm.authority(anchor))
        .or(() -> authorityKeyIdentifier(anchor))
        .or(() -> purposes(anchor));
  }

  /** Optional in a root, and then nothing but the root's own key (BR §7.1.2.1.3). */
  private static Optional<Fault> authorityKeyIdentifier(CertificateFields anchor) {
    if (!anchor.isSelfIssued()) { // a cross-signed root, or an intermediate as anchor
      return CertificateForm.authorityKeyIdentifier(anchor);
    }
    Optional<AuthorityKeyIdentifier> identifier =
        anchor.extension(KnownExtension.AUTHORITY_KEY_IDENTIFIER);
    return identifier.isEmpty() || namesTheKeyAlone(anchor, identifier.get())
        ? Optional.empty()
        : CertificateForm.fault(
            "an authority key identifier that names the root's own key and nothing else",
            "another one");
  }

  private static boolean namesTheKeyAlone(
      CertificateFields anchor, AuthorityKeyIdentifier identifier) {
    return identifier.getAuthorityCertIssuer() == null
        && identifier.getAuthorityCertSerialNumber() == null
        && Arrays.equals(
            identifier.getKeyIdentifierOctets(), anchor.subjectKey().orElse(new byte[0]));
  }

  /** A root is for whatever its intermediates are for: it names no purpose (BR §7.1.2.1.2). */
  private static Optional<Fault> purposes(CertificateFields anchor) {
    return anchor.isSelfIssued() && anchor.has(KnownExtension.EXTENDED_KEY_USAGE)
        ? CertificateForm.fault("a root without extended key usage", "there is one")
        : Optional.empty();
  }
}
