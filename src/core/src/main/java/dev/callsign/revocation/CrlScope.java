package dev.callsign.revocation;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Whether a list is by the issuer of a leaf, and for the leaves that name this distribution point
 * (RFC 5280 §5.2, §6.3.3). Each answer is what is wrong with it, or empty.
 */
final class CrlScope {

  /** The bit cRLSign of KeyUsage (RFC 5280 §4.2.1.3). */
  private static final int CRL_SIGN = 6;

  private CrlScope() {}

  /** What forbids a list of {@code issuer} to be used at all. */
  static Optional<String> faultByIssuer(Crl crl, X509Certificate issuer) {
    boolean[] keyUsage = issuer.getKeyUsage();
    CrlExtensions extensions = crl.extensions();
    if (!crl.issuer().equals(issuer.getSubjectX500Principal())) {
      return Optional.of("it is a list of " + crl.issuer().getName());
    }
    if (keyUsage != null && !keyUsage[CRL_SIGN]) {
      return Optional.of("the issuer may not sign lists: it lacks cRLSign");
    }
    if (!crl.isSignedBy(issuer.getPublicKey())) {
      return Optional.of("the signature does not verify under the key of the issuer");
    }
    if (!extensions.unusable().isEmpty()) {
      return Optional.of(
          "it is a delta list, of other issuers, or has an unknown critical extension");
    }
    if (extensions.number() == null || extensions.numberIsCritical()) {
      return Optional.of("it has no CRLNumber that is not critical");
    }
    return Optional.empty();
  }

  /** What keeps a list from being about the leaves that name {@code point}. */
  static Optional<String> faultByPoint(Crl crl, CrlDistributionPoint point) {
    CrlExtensions.IssuingPoint issuing = crl.extensions().issuingPoint();
    if (issuing == null || !issuing.isCritical()) {
      return Optional.of("it has no issuing distribution point that is critical");
    }
    if (issuing.narrows()) {
      return Optional.of("it leaves out certificates of servers, or reasons, or is indirect");
    }
    String named = point.uri().toString();
    return issuing.uri().filter(named::equals).isPresent()
        ? Optional.empty()
        : Optional.of("it is the list of another distribution point than " + named);
  }
}
