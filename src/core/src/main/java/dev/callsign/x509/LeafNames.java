package dev.callsign.x509;

import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * The step {@code names}: is this certificate for this callsign (RFC 9525 §6.3)?
 *
 * <p>Only dNSName entries of the subject alternative name count, compared as lower-case A-labels.
 * The common name is never read.
 */
public final class LeafNames {

  /** A certificate with more names is shared by strangers more often than not. */
  static final int MANY_NAMES = 25;

  private LeafNames() {}

  /** How a certificate is for a name (RFC 9525 §6.3). */
  enum Match {
    /** One of its names is this name. */
    EXACT,
    /** Only a wildcard of it stands for this name. */
    WILDCARD,
    NONE
  }

  /** Checks the names of a leaf; exactly one finding of the step {@code names}. */
  public static Finding check(X509Certificate leaf, Callsign callsign) {
    List<String> names = dnsNames(leaf);
    String expected = "subject alternative name " + callsign;
    return switch (match(names, callsign.aLabel())) {
      case EXACT ->
          names.size() > MANY_NAMES
              ? Finding.warn(
                  Slug.SHARED_CERTIFICATE,
                  "at most 25 names in one certificate",
                  names.size() + " names")
              : Finding.pass(Step.NAMES, expected, String.join(" ", names));
      case WILDCARD ->
          Finding.fail(
              Slug.WILDCARD_ONLY,
              expected,
              "only *."
                  + parent(callsign.aLabel())
                  + ": its holder could speak for every name"
                  + " there");
      case NONE ->
          Finding.fail(
              Slug.NAME_MISMATCH,
              expected,
              names.isEmpty()
                  ? "no name"
                  : String.join(" ", names.stream().limit(MANY_NAMES).toList()));
    };
  }

  /**
   * How {@code names} stand for a host. A wildcard stands for exactly one label.
   *
   * @param names in lower case
   * @param host A-labels in lower case
   */
  static Match match(List<String> names, String host) {
    if (names.contains(host)) {
      return Match.EXACT;
    }
    boolean wildcard = host.indexOf('.') > 0 && names.contains("*." + parent(host));
    return wildcard ? Match.WILDCARD : Match.NONE;
  }

  /**
   * The dNSName entries in lower case, in the order of the certificate; none where the extension or
   * the certificate is malformed.
   */
  public static List<String> dnsNames(X509Certificate leaf) {
    return CertificateFields.decode(leaf).map(LeafNames::dnsNames).orElse(List.of());
  }

  static List<String> dnsNames(CertificateFields leaf) {
    return leaf.alternativeNames(GeneralName.dNSName)
        .map(name -> GeneralNameForm.text(name).toLowerCase(Locale.ROOT))
        .toList();
  }

  private static String parent(String host) {
    return host.substring(host.indexOf('.') + 1);
  }
}
