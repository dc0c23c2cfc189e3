package dev.callsign.x509;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * What the last certificate of a path looks like, whatever it is used for here (RFC 5280 §4; BR
 * §7.1.2.7). What this project asks for on top is {@link LeafProfile}'s.
 */
final class LeafForm {

  /** Critical extensions of a leaf that this verifier understands. */
  private static final Set<ASN1ObjectIdentifier> UNDERSTOOD =
      Set.of(
          Extension.keyUsage,
          Extension.subjectAlternativeName,
          Extension.basicConstraints,
          Extension.certificatePolicies,
          Extension.extendedKeyUsage);

  /** Purposes that no certificate for TLS servers may have beside its own (BR §7.1.2.7.10). */
  private static final Set<KeyPurposeId> FORBIDDEN_PURPOSES =
      Set.of(
          KeyPurposeId.anyExtendedKeyUsage,
          KeyPurposeId.id_kp_codeSigning,
          KeyPurposeId.id_kp_emailProtection,
          KeyPurposeId.id_kp_timeStamping,
          KeyPurposeId.id_kp_OCSPSigning,
          KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.4")));

  private LeafForm() {}

  /** The first rule that {@code leaf} breaks, judged as a certificate for {@code purpose}. */
  static Optional<Finding> broken(CertificateFields leaf, KeyPurposeId purpose) {
    PublicKey key = leaf.certificate().getPublicKey();
    if (!KeyStrength.isBaselineKey(key)) {
      return Optional.of(
          Finding.fail(
              Slug.LEAF_WEAK_KEY,
              "RSA 2048, 3072 or 4096, or P-256 or P-384",
              KeyStrength.describe(key)));
    }
    return CertificateForm.fault(leaf, UNDERSTOOD)
        .or(() -> basicConstraints(leaf))
        .or(() -> keyUsage(leaf))
        .or(() -> extendedKeyUsage(leaf, purpose))
        .or(() -> nameConstraints(leaf))
        .or(() -> criticalNames(leaf))
        .or(() -> names(leaf))
        .map(fault -> fault.as(Slug.LEAF_PROFILE));
  }

  /** A path length is for authorities (RFC 5280 §4.2.1.9). */
  private static Optional<Fault> basicConstraints(CertificateFields leaf) {
    boolean length =
        leaf.extension(KnownExtension.BASIC_CONSTRAINTS)
            .filter(constraints -> constraints.getPathLenConstraint() != null)
            .isPresent();
    return length && !leaf.isAuthority()
        ? CertificateForm.fault("no path length in an end-entity certificate", "there is one")
        : Optional.empty();
  }

  /**
   * A key usage says at least something (RFC 5280 §4.2.1.3), and only authorities sign certificates
   * and revocation lists (§4.2.1.9; BR §7.1.2.7.11).
   */
  private static Optional<Fault> keyUsage(CertificateFields leaf) {
    Optional<KeyUsage> usage = leaf.extension(KnownExtension.KEY_USAGE);
    if (usage.isEmpty()) {
      return Optional.empty();
    }
    boolean none = true;
    for (byte bits : usage.get().getBytes()) {
      none = none && bits == 0;
    }
    if (none) {
      return CertificateForm.fault("a key usage that says for what", "an empty one");
    }
    boolean signs =
        usage.get().hasUsages(KeyUsage.keyCertSign) || usage.get().hasUsages(KeyUsage.cRLSign);
    return signs && !leaf.isAuthority()
        ? CertificateForm.fault(
            "keyCertSign and cRLSign in authorities only", "in an end-entity certificate")
        : Optional.empty();
  }

  /**
   * Where there are purposes, this one is among them, and for servers few others (BR §7.1.2.7.10).
   */
  private static Optional<Fault> extendedKeyUsage(CertificateFields leaf, KeyPurposeId purpose) {
    if (!leaf.has(KnownExtension.EXTENDED_KEY_USAGE)) {
      return Optional.empty();
    }
    List<KeyPurposeId> purposes = leaf.purposes();
    if (!purposes.contains(purpose)) {
      return CertificateForm.fault("extended key usage " + nameOf(purpose), "it is missing");
    }
    if (!purpose.equals(KeyPurposeId.id_kp_serverAuth)) {
      return Optional.empty();
    }
    if (purposes.stream().anyMatch(FORBIDDEN_PURPOSES::contains)) {
      return CertificateForm.fault("no purposes that do not go with serverAuth", "" + purposes);
    }
    return leaf.isCritical(Extension.extendedKeyUsage) // BR §7.1.2.7.6
        ? CertificateForm.fault("an extended key usage that is not critical", "a critical one")
        : Optional.empty();
  }

  /** Only authorities constrain names (RFC 5280 §4.2.1.10). */
  private static Optional<Fault> nameConstraints(CertificateFields leaf) {
    return leaf.has(KnownExtension.NAME_CONSTRAINTS) && !leaf.isAuthority()
        ? CertificateForm.fault("name constraints in authorities only", "in the leaf")
        : Optional.empty();
  }

  /** Names are critical exactly where there is no subject (RFC 5280 §4.2.1.6; BR §7.1.2.7.12). */
  private static Optional<Fault> criticalNames(CertificateFields leaf) {
    boolean named = leaf.subject().size() > 0;
    return leaf.has(KnownExtension.SUBJECT_ALTERNATIVE_NAME)
            && leaf.isCritical(Extension.subjectAlternativeName) == named
        ? CertificateForm.fault(
            "alternative names that are critical exactly where the subject is empty",
            named ? "critical beside a subject" : "not critical without a subject")
        : Optional.empty();
  }

  /** Each name is written as its type asks (RFC 5280 §4.2.1.6), no wildcard covers a registry. */
  private static Optional<Fault> names(CertificateFields leaf) {
    for (GeneralName name : leaf.alternativeNames()) {
      if (!GeneralNameForm.isWellFormed(name)) {
        return CertificateForm.fault("alternative names of their types", "malformed " + name);
      }
      String text = GeneralNameForm.text(name);
      boolean wildcard = name.getTagNo() == GeneralName.dNSName && HostName.isWildcard(text);
      if (wildcard && HostName.isRegistrySuffix(HostName.domainOf(text))) {
        return CertificateForm.fault("wildcards below what a registry gives out", text);
      }
    }
    return Optional.empty();
  }

  private static String nameOf(KeyPurposeId purpose) {
    return purpose.equals(KeyPurposeId.id_kp_serverAuth) ? "serverAuth" : purpose.getId();
  }
}
