package dev.callsign.x509;

import com.google.common.base.Splitter;
import com.google.common.net.InternetDomainName;
import java.util.List;
import java.util.Locale;

/**
 * DNS names as certificates write them: the preferred name syntax of RFC 1034 §3.5 (RFC 5280
 * §4.2.1.6), ASCII only, without a trailing dot. Comparisons ignore case.
 */
final class HostName {

  private static final String WILDCARD = "*.";
  private static final int MAX_OCTETS = 253;
  private static final int MAX_LABEL_OCTETS = 63;
  private static final Splitter LABELS = Splitter.on('.');

  private HostName() {}

  /** Whether {@code name} consists of letters, digits and inner hyphens, label by label. */
  static boolean isHostName(String name) {
    if (name.isEmpty() || name.length() > MAX_OCTETS) {
      return false;
    }
    List<String> labels = LABELS.splitToList(name);
    return labels.stream().allMatch(HostName::isLabel) && !isNumber(labels.getLast());
  }

  /** Whether {@code name} is an asterisk for one whole label, and a host name below it. */
  static boolean isWildcard(String name) {
    return name.startsWith(WILDCARD) && isHostName(domainOf(name));
  }

  /** What a wildcard stands below. */
  static String domainOf(String wildcard) {
    return wildcard.substring(WILDCARD.length());
  }

  /**
   * Whether a registry gives out the names below {@code domain} (BR §3.2.2.6): the public suffix
   * list's ICANN section, and every single label, as its prevailing rule is {@code *}.
   */
  static boolean isRegistrySuffix(String domain) {
    return domain.indexOf('.') < 0
        || !InternetDomainName.isValid(domain) // a last label that begins with a digit
        || InternetDomainName.from(domain).isRegistrySuffix();
  }

  /** Whether {@code name} is {@code domain} or below it; everything is below the empty domain. */
  static boolean isWithin(String name, String domain) {
    String lowerName = name.toLowerCase(Locale.ROOT);
    String lowerDomain = domain.toLowerCase(Locale.ROOT);
    return lowerDomain.isEmpty()
        || lowerName.equals(lowerDomain)
        || lowerName.endsWith("." + lowerDomain);
  }

  private static boolean isLabel(String label) {
    return !label.isEmpty()
        && label.length() <= MAX_LABEL_OCTETS
        && !label.startsWith("-")
        && !label.endsWith("-")
        && label.chars().allMatch(HostName::isLetterDigitHyphen);
  }

  private static boolean isLetterDigitHyphen(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  }

  /** No top-level domain is a number: such a name is an IPv4 address (RFC 1123 §2.1). */
  private static boolean isNumber(String label) {
    return label.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
