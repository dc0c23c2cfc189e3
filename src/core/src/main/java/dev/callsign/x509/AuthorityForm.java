package dev.callsign.x509;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;

/** What the certificate of an authority looks like (RFC 5280 §4; BR §7.1.2). */
final class AuthorityForm {

  /** Critical extensions of an authority that the rules of this package process. */
  static final Set<ASN1ObjectIdentifier> UNDERSTOOD =
      Set.of(
          Extension.keyUsage,
          Extension.subjectAlternativeName,
          Extension.basicConstraints,
          Extension.nameConstraints,
          Extension.certificatePolicies,
          Extension.policyMappings,
          Extension.policyConstraints,
          Extension.extendedKeyUsage,
          Extension.inhibitAnyPolicy);

  private AuthorityForm() {}

  /** Every intermediate on the path. */
  static Optional<Finding> intermediates(ParsedPath path) {
    for (CertificateFields authority : path.intermediates()) {
      Optional<Fault> fault =
          CertificateForm.fault(authority, UNDERSTOOD).or(() -> authority(authority));
      if (fault.isPresent()) {
        return fault.map(found -> found.as(Slug.CHAIN_CONSTRAINT, authority));
      }
    }
    return CertificateForm.otherAuthorityKey(path.downwards().reversed())
        .map(found -> found.as(Slug.CHAIN_CONSTRAINT));
  }

  /** What sets an authority apart from a leaf, whether it is an intermediate or a root. */
  static Optional<Fault> authority(CertificateFields authority) {
    if (authority.subject().size() == 0) { // RFC 5280 §4.1.2.6
      return CertificateForm.fault("the name of the authority", "an empty subject");
    }
    if (!authority.isCritical(Extension.basicConstraints)) { // RFC 5280 §4.2.1.9
      return CertificateForm.fault("critical basic constraints", "none that are critical");
    }
    if (authority.subjectKey().isEmpty()) { // RFC 5280 §4.2.1.2
      return CertificateForm.fault("a subject key identifier", "none");
    }
    return uncritical(authority, KnownExtension.POLICY_CONSTRAINTS) // RFC 5280 §4.2.1.11
        .or(() -> uncritical(authority, KnownExtension.INHIBIT_ANY_POLICY)); // §4.2.1.14
  }

  private static Optional<Fault> uncritical(
      CertificateFields authority, KnownExtension<?> extension) {
    return !authority.has(extension) || authority.isCritical(extension.oid())
        ? Optional.empty()
        : CertificateForm.fault(
            "policy constraints that are critical", extension.oid() + " is not");
  }
}
