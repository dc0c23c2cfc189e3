package dev.callsign.x509;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** Whether an authority may issue certificates at all, and for the purpose in question. */
final class AuthorityUse {

  private AuthorityUse() {}

  /** Basic constraints say so (RFC 5280 §6.1.4 k). What an added anchor leaves out, it may do. */
  static Optional<Finding> isAuthority(ParsedPath path) {
    for (CertificateFields authority : path.authorities()) {
      boolean vouchedFor =
          path.anchorAdded()
              && authority == path.anchor()
              && !authority.has(KnownExtension.BASIC_CONSTRAINTS);
      if (!authority.isAuthority() && !vouchedFor) {
        return broken("a CA certificate", authority + " is none");
      }
    }
    return Optional.empty();
  }

  /** Where there is a key usage, it has keyCertSign (RFC 5280 §6.1.4 n). */
  static Optional<Finding> signsCertificates(ParsedPath path) {
    for (CertificateFields authority : path.authorities()) {
      boolean signs =
          authority
              .extension(KnownExtension.KEY_USAGE)
              .map(usage -> usage.hasUsages(KeyUsage.keyCertSign))
              .orElse(!authority.has(KnownExtension.KEY_USAGE));
      if (!signs) {
        return broken("keyCertSign in every issuer", authority + " lacks it");
      }
    }
    return Optional.empty();
  }

  /** Every intermediate has a key usage (RFC 5280 §4.2.1.3; BR §7.1.2.10). */
  static Optional<Finding> hasKeyUsage(ParsedPath path) {
    for (CertificateFields authority : path.intermediates()) {
      if (!authority.has(KnownExtension.KEY_USAGE)) {
        return broken("key usage in every issuer", authority + " has none");
      }
    }
    return Optional.empty();
  }

  /**
   * Where an intermediate names purposes, {@code purpose} is one of them: extended key usage nests
   * (RFC 5280 §4.2.1.12; BR §7.1.2.10.6).
   */
  static Optional<Finding> servesPurpose(ParsedPath path, KeyPurposeId purpose) {
    for (CertificateFields authority : path.intermediates()) {
      List<KeyPurposeId> purposes = authority.purposes();
      if (authority.has(KnownExtension.EXTENDED_KEY_USAGE)
          && !purposes.contains(purpose)
          && !purposes.contains(KeyPurposeId.anyExtendedKeyUsage)) {
        return broken("issuers for " + purpose.getId(), authority + " is for " + purposes);
      }
    }
    return Optional.empty();
  }

  private static Optional<Finding> broken(String expected, String seen) {
    return Optional.of(Finding.fail(Slug.CHAIN_CONSTRAINT, expected, seen));
  }
}
