package dev.callsign.x509;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.GeneralName;

/** Whether a name in a certificate is written as its type asks (RFC 5280 §4.2.1.6). */
final class GeneralNameForm {

  private static final int IPV4_OCTETS = 4;
  private static final int IPV6_OCTETS = 16;

  private GeneralNameForm() {}

  /** Whether {@code name} is well-formed; types that this verifier does not read always are. */
  static boolean isWellFormed(GeneralName name) {
    return switch (name.getTagNo()) {
      case GeneralName.dNSName ->
          HostName.isHostName(text(name)) || HostName.isWildcard(text(name));
      case GeneralName.rfc822Name -> isMailbox(text(name));
      case GeneralName.uniformResourceIdentifier -> isAbsolute(text(name));
      case GeneralName.iPAddress ->
          octets(name).length == IPV4_OCTETS || octets(name).length == IPV6_OCTETS;
      default -> true;
    };
  }

  /** The characters of a name that is an IA5String. */
  static String text(GeneralName name) {
    return name.getName() instanceof ASN1String string ? string.getString() : "";
  }

  /** The octets of an iPAddress. */
  static byte[] octets(GeneralName name) {
    return name.getName() instanceof ASN1OctetString string ? string.getOctets() : new byte[0];
  }

  /** The host of an absolute URI; empty where it has none, or an address instead of a name. */
  static Optional<String> hostOf(String uri) {
    try {
      String host = new URI(uri).getHost();
      return Optional.ofNullable(host).filter(HostName::isHostName);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** One at sign, something before it, a host behind it (RFC 5321 §4.1.2, without quoting). */
  static boolean isMailbox(String text) {
    int at = text.indexOf('@');
    return at > 0
        && at == text.lastIndexOf('@')
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f)
        && HostName.isHostName(text.substring(at + 1));
  }

  private static boolean isAbsolute(String text) {
    try {
      return new URI(text).isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
