package dev.callsign.x509;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/**
 * An extension whose value this verifier can read (RFC 5280 §4.2.1, §4.2.2).
 *
 * @param <T> what it says
 */
final class KnownExtension<T> {

  static final KnownExtension<AuthorityKeyIdentifier> AUTHORITY_KEY_IDENTIFIER =
      of(Extension.authorityKeyIdentifier, AuthorityKeyIdentifier::getInstance);
  static final KnownExtension<SubjectKeyIdentifier> SUBJECT_KEY_IDENTIFIER =
      of(Extension.subjectKeyIdentifier, SubjectKeyIdentifier::getInstance);
  static final KnownExtension<KeyUsage> KEY_USAGE = of(Extension.keyUsage, KeyUsage::getInstance);
  static final KnownExtension<BasicConstraints> BASIC_CONSTRAINTS =
      of(Extension.basicConstraints, BasicConstraints::getInstance);
  static final KnownExtension<NameConstraints> NAME_CONSTRAINTS =
      of(Extension.nameConstraints, KnownExtension::nameConstraints);
  static final KnownExtension<PolicyConstraints> POLICY_CONSTRAINTS =
      of(Extension.policyConstraints, PolicyConstraints::getInstance);
  static final KnownExtension<ASN1Integer> INHIBIT_ANY_POLICY =
      of(Extension.inhibitAnyPolicy, ASN1Integer::getInstance);

  static final KnownExtension<List<GeneralName>> SUBJECT_ALTERNATIVE_NAME =
      of(Extension.subjectAlternativeName, KnownExtension::names);

  static final KnownExtension<List<KeyPurposeId>> EXTENDED_KEY_USAGE =
      of(
          Extension.extendedKeyUsage,
          value -> elements(value).map(KeyPurposeId::getInstance).toList());
  static final KnownExtension<List<ASN1ObjectIdentifier>> POLICIES =
      of(Extension.certificatePolicies, KnownExtension::policies);
  static final KnownExtension<List<PolicyMapping>> POLICY_MAPPINGS =
      of(Extension.policyMappings, value -> elements(value).map(PolicyMapping::decode).toList());

  /** Read for their form only. */
  private static final List<KnownExtension<?>> OTHERS =
      List.of(
          of(Extension.authorityInfoAccess, AuthorityInformationAccess::getInstance),
          of(Extension.cRLDistributionPoints, KnownExtension::distributionPoints),
          of(Extension.issuerAlternativeName, KnownExtension::names));

  /** A policy of the issuer's domain that counts as one of the subject's (RFC 5280 §4.2.1.5). */
  record PolicyMapping(ASN1ObjectIdentifier issuer, ASN1ObjectIdentifier subject) {
    private static PolicyMapping decode(Object element) {
      ASN1Sequence pair = ASN1Sequence.getInstance(element);
      return new PolicyMapping(
          ASN1ObjectIdentifier.getInstance(pair.getObjectAt(0)),
          ASN1ObjectIdentifier.getInstance(pair.getObjectAt(1)));
    }
  }

  private final ASN1ObjectIdentifier oid;

  /** From the decoded ASN.1 value to its type; throws any unchecked exception. */
  private final Function<ASN1Primitive, T> decoder;

  private KnownExtension(ASN1ObjectIdentifier oid, Function<ASN1Primitive, T> decoder) {
    this.oid = oid;
    this.decoder = decoder;
  }

  /** Which extension. */
  ASN1ObjectIdentifier oid() {
    return oid;
  }

  /** Every extension that this verifier can read. */
  static List<KnownExtension<?>> all() {
    List<KnownExtension<?>> all =
        new ArrayList<>(
            List.of(
                AUTHORITY_KEY_IDENTIFIER,
                SUBJECT_KEY_IDENTIFIER,
                KEY_USAGE,
                BASIC_CONSTRAINTS,
                NAME_CONSTRAINTS,
                POLICY_CONSTRAINTS,
                INHIBIT_ANY_POLICY,
                SUBJECT_ALTERNATIVE_NAME,
                EXTENDED_KEY_USAGE,
                POLICIES));
    all.add(POLICY_MAPPINGS);
    all.addAll(OTHERS);
    return List.copyOf(all);
  }

  /** Decodes the octets of an extension; empty when they are not exactly one value of the type. */
  Optional<T> decode(byte[] octets) {
    try {
      return Optional.of(decoder.apply(ASN1Primitive.fromByteArray(octets)));
    } catch (IOException | RuntimeException e) { // Bouncy Castle says malformed in many ways
      return Optional.empty();
    }
  }

  private static <T> KnownExtension<T> of(
      ASN1ObjectIdentifier oid, Function<ASN1Primitive, T> decoder) {
    return new KnownExtension<>(oid, decoder);
  }

  private static List<GeneralName> names(ASN1Primitive value) {
    List<GeneralName> names = List.of(GeneralNames.getInstance(value).getNames());
    names.forEach(KnownExtension::requireReadable);
    return notEmpty(names);
  }

  private static NameConstraints nameConstraints(ASN1Primitive value) {
    NameConstraints constraints = NameConstraints.getInstance(value);
    Stream.of(constraints.getPermittedSubtrees(), constraints.getExcludedSubtrees())
        .filter(Objects::nonNull)
        .flatMap(Arrays::stream)
        .map(GeneralSubtree::getBase)
        .forEach(KnownExtension::requireReadable);
    return constraints;
  }

  /** Throws where a string is not in its encoding: Bouncy Castle decodes them late. */
  private static void requireReadable(GeneralName name) {
    if (name.toString().isEmpty()) {
      throw new IllegalArgumentException("a name without its type");
    }
  }

  private static List<ASN1ObjectIdentifier> policies(ASN1Primitive value) {
    return notEmpty(
        Arrays.stream(CertificatePolicies.getInstance(value).getPolicyInformation())
            .map(PolicyInformation::getPolicyIdentifier)
            .toList());
  }

  private static List<DistributionPoint> distributionPoints(ASN1Primitive value) {
    return notEmpty(List.of(CRLDistPoint.getInstance(value).getDistributionPoints()));
  }

  /** The elements of a SEQUENCE SIZE (1..MAX). */
  private static Stream<Object> elements(ASN1Primitive value) {
    return notEmpty(List.<Object>of((Object[]) ASN1Sequence.getInstance(value).toArray())).stream();
  }

  private static <E> List<E> notEmpty(List<E> list) {
    if (list.isEmpty()) {
      throw new IllegalArgumentException("a SEQUENCE SIZE (1..MAX) without elements");
    }
    return list;
  }
}
