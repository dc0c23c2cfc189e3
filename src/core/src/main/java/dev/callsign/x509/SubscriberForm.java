package dev.callsign.x509;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * What the Baseline Requirements ask of a subscriber's certificate where RFC 5280 is content with
 * less: it is for servers, is no authority, and its common name repeats one of its names.
 */
final class SubscriberForm {

  private SubscriberForm() {}

  /** The first rule that {@code leaf} breaks. */
  static Optional<Finding> broken(CertificateFields leaf) {
    return authority(leaf)
        .or(() -> purpose(leaf))
        .or(() -> commonName(leaf))
        .map(fault -> fault.as(Slug.LEAF_PROFILE));
  }

  /** No authority (BR §7.1.2.7.8). */
  static Optional<Fault> authority(CertificateFields leaf) {
    return leaf.isAuthority()
        ? CertificateForm.fault("an end-entity certificate", "a CA certificate")
        : Optional.empty();
  }

  /** There is an extended key usage (BR §7.1.2.7.6). */
  static Optional<Fault> purpose(CertificateFields leaf) {
    return leaf.has(KnownExtension.EXTENDED_KEY_USAGE)
        ? Optional.empty()
        : CertificateForm.fault("extended key usage serverAuth", "it is missing");
  }

  /**
   * Where there is a common name, it is one, and the copy of an alternative name character for
   * character (BR §7.1.4.3). It is never read as a name; without alternative names there is none.
   */
  static Optional<Fault> commonName(CertificateFields leaf) {
    List<String> commonNames = commonNames(leaf);
    if (commonNames.isEmpty() || leaf.alternativeNames().isEmpty()) {
      return Optional.empty();
    }
    boolean copied =
        commonNames.size() == 1
            && leaf.alternativeNames().stream()
                .anyMatch(name -> textOf(name).equals(commonNames.getFirst()));
    return copied
        ? Optional.empty()
        : CertificateForm.fault(
            "a common name that is one of the alternative names", commonNames.toString());
  }

  /** The common names in the subject, in their order. */
  static List<String> commonNames(CertificateFields leaf) {
    List<String> values = new ArrayList<>();
    for (RDN attributes : leaf.subject().getRDNs(BCStyle.CN)) {
      for (AttributeTypeAndValue attribute : attributes.getTypesAndValues()) {
        if (attribute.getType().equals(BCStyle.CN)) {
          values.add(IETFUtils.valueToString(attribute.getValue()));
        }
      }
    }
    return values;
  }

  private static String textOf(GeneralName name) {
    return name.getTagNo() == GeneralName.iPAddress
        ? AddressText.of(GeneralNameForm.octets(name))
        : GeneralNameForm.text(name);
  }
}
