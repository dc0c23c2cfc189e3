package dev.callsign.x509;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a certificate (RFC 5280 §4.1) as its bytes have them, decoded once.
 *
 * <p>The JDK's view hides what the rules here ask about: which extensions are malformed, both
 * signature algorithm fields, names as they were written. Nothing is judged here; an extension that
 * is malformed reads like one that is absent, and {@link #malformedExtensions} tells them apart.
 */
final class CertificateFields {

  private static final List<KnownExtension<?>> KNOWN = KnownExtension.all();

  private final X509Certificate certificate;
  private final Certificate structure;
  private final @Nullable Extensions extensions;

  /** Of each known extension that is there its value; empty where that is malformed. */
  private final Map<KnownExtension<?>, Optional<?>> values = new HashMap<>();

  private CertificateFields(X509Certificate certificate, Certificate structure) {
    this.certificate = certificate;
    this.structure = structure;
    this.extensions = structure.getTBSCertificate().getExtensions();
    for (KnownExtension<?> known : KNOWN) {
      Extension extension = extensions == null ? null : extensions.getExtension(known.oid());
      if (extension != null) {
        values.put(known, known.decode(extension.getExtnValue().getOctets()));
      }
    }
  }

  /**
   * Decodes the fields; empty when the outer structure is malformed or an extension is twice in.
   */
  static Optional<CertificateFields> decode(X509Certificate certificate) {
    try {
      Certificate structure = Certificate.getInstance(CertificateChain.encode(certificate));
      return isReadable(structure.getSubject()) && isReadable(structure.getIssuer())
          ? Optional.of(new CertificateFields(certificate, structure))
          : Optional.empty();
    } catch (RuntimeException e) { // Bouncy Castle says malformed in many ways
      return Optional.empty();
    }
  }

  /** Throws where a string is not in its encoding: Bouncy Castle decodes them late. */
  private static boolean isReadable(X500Name name) {
    return name.size() == 0 || !name.toString().isEmpty();
  }

  X509Certificate certificate() {
    return certificate;
  }

  X500Name subject() {
    return structure.getSubject();
  }

  X500Name issuer() {
    return structure.getIssuer();
  }

  BigInteger serialNumber() {
    return structure.getSerialNumber().getValue();
  }

  /** The algorithm that the issuer signed into the certificate (RFC 5280 §4.1.2.3). */
  AlgorithmIdentifier signedAlgorithm() {
    return structure.getTBSCertificate().getSignature();
  }

  /** The algorithm beside the signature (RFC 5280 §4.1.1.2). */
  AlgorithmIdentifier signatureAlgorithm() {
    return structure.getSignatureAlgorithm();
  }

  /** Issuer and subject are the same name (RFC 5280 §6.1): key rollover, or a root. */
  boolean isSelfIssued() {
    return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
  }

  boolean isAuthority() {
    return extension(KnownExtension.BASIC_CONSTRAINTS).filter(BasicConstraints::isCA).isPresent();
  }

  /** Whether there is such an extension, malformed or not. */
  boolean has(KnownExtension<?> known) {
    return values.containsKey(known);
  }

  /** Whether there is such an extension and it is marked critical. */
  boolean isCritical(ASN1ObjectIdentifier oid) {
    Extension extension = extensions == null ? null : extensions.getExtension(oid);
    return extension != null && extension.isCritical();
  }

  /** The value of an extension; empty when it is absent or malformed. */
  @SuppressWarnings("unchecked") // what a KnownExtension<T> decoded is a T
  <T> Optional<T> extension(KnownExtension<T> known) {
    return (Optional<T>) values.getOrDefault(known, Optional.empty());
  }

  /** The subject alternative names in their order; empty when there are none. */
  List<GeneralName> alternativeNames() {
    return extension(KnownExtension.SUBJECT_ALTERNATIVE_NAME).orElse(List.of());
  }

  /** The purposes of the key; empty when the certificate names none. */
  List<KeyPurposeId> purposes() {
    return extension(KnownExtension.EXTENDED_KEY_USAGE).orElse(List.of());
  }

  /** The critical extensions. */
  Set<ASN1ObjectIdentifier> criticalExtensions() {
    return extensions == null ? Set.of() : Set.of(extensions.getCriticalExtensionOIDs());
  }

  /** The identifiers of known extensions whose values are not of their types. */
  Set<String> malformedExtensions() {
    return values.entrySet().stream()
        .filter(value -> value.getValue().isEmpty())
        .map(value -> value.getKey().oid().getId())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The subject in quotes, for a person. */
  @Override
  public String toString() {
    return "'" + certificate.getSubjectX500Principal().getName() + "'";
  }

  /** The keyIdentifier of the authority key identifier (RFC 5280 §4.2.1.1). */
  Optional<byte[]> authorityKey() {
    return extension(KnownExtension.AUTHORITY_KEY_IDENTIFIER)
        .flatMap(identifier -> Optional.ofNullable(identifier.getKeyIdentifierOctets()));
  }

  /** The subject key identifier (RFC 5280 §4.2.1.2). */
  Optional<byte[]> subjectKey() {
    return extension(KnownExtension.SUBJECT_KEY_IDENTIFIER)
        .map(identifier -> identifier.getKeyIdentifier());
  }

  /** Whether both identifiers are there and this certificate's authority is not {@code issuer}. */
  boolean namesAnotherKeyThan(CertificateFields issuer) {
    return authorityKey()
        .flatMap(named -> issuer.subjectKey().map(key -> !Arrays.equals(named, key)))
        .orElse(false);
  }

  /** The names of one type among the subject alternative names. */
  Stream<GeneralName> alternativeNames(int type) {
    return alternativeNames().stream().filter(name -> name.getTagNo() == type);
  }
}
