package dev.callsign.x509;

import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The step {@code names}: is this certificate for this callsign (RFC 9525 §6.3)?
 *
 * <p>Only dNSName entries of the subject alternative name count, compared as lower-case A-labels.
 * The common name is never read.
 */
public final class LeafNames {

  /** A certificate with more names is shared by strangers more often than not. */
  static final int MANY_NAMES = 25;

  /** GeneralName dNSName is choice [2] (RFC 5280 §4.2.1.6). */
  private static final int DNS_NAME = 2;

  private LeafNames() {}

  /** Checks the names of a leaf; exactly one finding of the step {@code names}. */
  public static Finding check(X509Certificate leaf, Callsign callsign) {
    List<String> names = dnsNames(leaf);
    String expected = "subject alternative name " + callsign;
    if (names.contains(callsign.aLabel())) {
      return names.size() > MANY_NAMES
          ? Finding.warn(
              Slug.SHARED_CERTIFICATE,
              "at most 25 names in one certificate",
              names.size() + " names")
          : Finding.pass(Step.NAMES, expected, String.join(" ", names));
    }
    String parent = callsign.aLabel().substring(callsign.aLabel().indexOf('.') + 1);
    if (names.contains("*." + parent)) {
      return Finding.fail(
          Slug.WILDCARD_ONLY,
          expected,
          "only *." + parent + ": its holder could speak for every name there");
    }
    return Finding.fail(
        Slug.NAME_MISMATCH,
        expected,
        names.isEmpty() ? "no name" : String.join(" ", names.stream().limit(MANY_NAMES).toList()));
  }

  /** The dNSName entries in lower case, in the order of the certificate. */
  public static List<String> dnsNames(X509Certificate leaf) {
    try {
      Collection<List<?>> names = leaf.getSubjectAlternativeNames();
      if (names == null) {
        return List.of();
      }
      return names.stream()
          .filter(name -> name.get(0).equals(DNS_NAME))
          .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
          .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }
}
