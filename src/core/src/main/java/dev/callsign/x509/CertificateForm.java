package dev.callsign.x509;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;

/** What every certificate below an anchor looks like, leaf or authority (RFC 5280 §4.1, §4.2). */
final class CertificateForm {

  /** Octets of the longest serial number (RFC 5280 §4.1.2.2). */
  static final int MAX_SERIAL_OCTETS = 20;

  private static final int VERSION_3 = 3;

  /** Extensions that RFC 5280 forbids to mark critical (§4.2.1.1, §4.2.1.2, §4.2.2.1). */
  private static final Set<ASN1ObjectIdentifier> NEVER_CRITICAL =
      Set.of(
          Extension.authorityKeyIdentifier,
          Extension.subjectKeyIdentifier,
          Extension.authorityInfoAccess,
          Extension.subjectInfoAccess);

  private CertificateForm() {}

  /** The first rule that {@code certificate} breaks. */
  static Optional<Fault> fault(
      CertificateFields certificate, Set<ASN1ObjectIdentifier> understood) {
    return version(certificate)
        .or(() -> encoding(certificate))
        .or(() -> serialNumber(certificate))
        .or(() -> issuer(certificate))
        .or(() -> critical(certificate, understood))
        .or(() -> authorityKeyIdentifier(certificate));
  }

  /** Version 3: only it has extensions (RFC 5280 §4.1.2.1; BR §7.1.1). */
  static Optional<Fault> version(CertificateFields certificate) {
    int version = certificate.certificate().getVersion();
    return version == VERSION_3 ? Optional.empty() : fault("version 3", "version " + version);
  }

  /** Known extensions are of their types (RFC 5280 §4.2), both algorithm fields are the same. */
  static Optional<Fault> encoding(CertificateFields certificate) {
    Set<String> malformed = certificate.malformedExtensions();
    if (!malformed.isEmpty()) {
      return fault("extensions of their types", "malformed " + malformed);
    }
    // RFC 5280 §4.1.1.2: "MUST contain the same algorithm identifier"
    return certificate.signedAlgorithm().equals(certificate.signatureAlgorithm())
        ? Optional.empty()
        : fault("one signature algorithm", "two that differ");
  }

  /** Positive and of at most 20 octets (RFC 5280 §4.1.2.2). */
  private static Optional<Fault> serialNumber(CertificateFields certificate) {
    BigInteger serial = certificate.serialNumber();
    return serial.signum() > 0 && serial.toByteArray().length <= MAX_SERIAL_OCTETS
        ? Optional.empty()
        : fault("a positive serial number of at most 20 octets", "another one");
  }

  /** Not empty (RFC 5280 §4.1.2.4). */
  private static Optional<Fault> issuer(CertificateFields certificate) {
    return certificate.issuer().size() > 0
        ? Optional.empty()
        : fault("the name of an issuer", "an empty one");
  }

  /** Critical is only what this verifier understands and what may be so (RFC 5280 §4.2). */
  static Optional<Fault> critical(
      CertificateFields certificate, Set<ASN1ObjectIdentifier> understood) {
    Set<String> forbidden = new TreeSet<>();
    Set<String> unknown = new TreeSet<>();
    for (ASN1ObjectIdentifier oid : certificate.criticalExtensions()) {
      if (NEVER_CRITICAL.contains(oid)) {
        forbidden.add(oid.getId());
      } else if (!understood.contains(oid)) {
        unknown.add(oid.getId());
      }
    }
    if (!forbidden.isEmpty()) {
      return fault(
          "key identifiers and access information that are not critical", forbidden.toString());
    }
    return unknown.isEmpty()
        ? Optional.empty()
        : fault("no unknown critical extension", unknown.toString());
  }

  /** Names the key that signed (RFC 5280 §4.2.1.1). */
  static Optional<Fault> authorityKeyIdentifier(CertificateFields certificate) {
    return certificate.authorityKey().isPresent()
        ? Optional.empty()
        : fault("an authority key identifier with the key of the issuer", "none");
  }

  /** The key of each certificate is the one that the certificate below it names. */
  static Optional<Fault> otherAuthorityKey(List<CertificateFields> leafFirst) {
    for (int i = 1; i < leafFirst.size(); i++) {
      CertificateFields subject = leafFirst.get(i - 1);
      if (subject.namesAnotherKeyThan(leafFirst.get(i))) {
        return fault(
            "the key identifier of the issuer in the certificates it issued",
            subject + " names another key");
      }
    }
    return Optional.empty();
  }

  static Optional<Fault> fault(String expected, String seen) {
    return Optional.of(new Fault(expected, seen));
  }
}
