package dev.callsign.x509;

import java.math.BigInteger;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;

/**
 * A part of the names of one type, as name constraints write it (RFC 5280 §4.2.1.10).
 *
 * @param base what the names in it have in common
 */
record Subtree(GeneralName base) {

  private static final int IPV4_RANGE_OCTETS = 8;
  private static final int IPV6_RANGE_OCTETS = 32;

  /** The type of the names, one of the choices of GeneralName. */
  int type() {
    return base.getTagNo();
  }

  /** Whether this verifier can compare names of this type; of others it cannot say who is in. */
  boolean isComparable() {
    return switch (type()) {
      case GeneralName.dNSName,
          GeneralName.rfc822Name,
          GeneralName.uniformResourceIdentifier,
          GeneralName.iPAddress,
          GeneralName.directoryName ->
          true;
      default -> false;
    };
  }

  /** Whether {@code subtree} is written as its type asks, with minimum 0 and no maximum. */
  static boolean isWellFormed(GeneralSubtree subtree) {
    BigInteger minimum = subtree.getMinimum();
    if (subtree.getMaximum() != null || (minimum != null && minimum.signum() != 0)) {
      return false;
    }
    GeneralName base = subtree.getBase();
    String text = GeneralNameForm.text(base);
    return switch (base.getTagNo()) {
      case GeneralName.dNSName -> text.isEmpty() || HostName.isHostName(text);
      case GeneralName.rfc822Name -> GeneralNameForm.isMailbox(text) || isDomain(text);
      case GeneralName.uniformResourceIdentifier -> isDomain(text);
      case GeneralName.iPAddress -> isRange(GeneralNameForm.octets(base));
      default -> true;
    };
  }

  /** Whether every name that {@code name} stands for is in this subtree, which is of its type. */
  boolean contains(GeneralName name) {
    String text = GeneralNameForm.text(name);
    String own = GeneralNameForm.text(base);
    return switch (type()) {
      case GeneralName.dNSName ->
          HostName.isWithin(HostName.isWildcard(text) ? HostName.domainOf(text) : text, own);
      case GeneralName.rfc822Name -> containsMailbox(text);
      case GeneralName.uniformResourceIdentifier ->
          GeneralNameForm.hostOf(text).filter(host -> isOnHost(host, own)).isPresent();
      case GeneralName.iPAddress -> containsAddress(GeneralNameForm.octets(name));
      case GeneralName.directoryName -> containsDirectoryName(name);
      default -> false;
    };
  }

  /**
   * Whether some name that {@code name} stands for is in this subtree: a wildcard that a constraint
   * cuts in two also counts, as its holder could speak for the half that is excluded.
   */
  boolean touches(GeneralName name) {
    String text = GeneralNameForm.text(name);
    if (type() != GeneralName.dNSName || !HostName.isWildcard(text)) {
      return contains(name);
    }
    String own = GeneralNameForm.text(base);
    int firstDot = own.indexOf('.');
    return contains(name)
        || (firstDot > 0 && own.substring(firstDot + 1).equalsIgnoreCase(HostName.domainOf(text)));
  }

  /** A mailbox, all mailboxes of a host, or all mailboxes of the hosts below a domain. */
  private boolean containsMailbox(String mailbox) {
    String own = GeneralNameForm.text(base);
    int at = mailbox.indexOf('@');
    int ownAt = own.indexOf('@');
    String host = mailbox.substring(at + 1);
    return ownAt < 0
        ? isOnHost(host, own)
        : mailbox.substring(0, at).equals(own.substring(0, ownAt)) // the local part has case
            && host.equalsIgnoreCase(own.substring(ownAt + 1));
  }

  /** A host is itself; a domain with a leading dot is every host below it. */
  private static boolean isOnHost(String host, String constraint) {
    return constraint.startsWith(".")
        ? HostName.isWithin(host, constraint.substring(1))
            && host.length() > constraint.length() - 1
        : host.equalsIgnoreCase(constraint);
  }

  private boolean containsAddress(byte[] address) {
    byte[] range = GeneralNameForm.octets(base);
    if (range.length != 2 * address.length) {
      return false;
    }
    for (int i = 0; i < address.length; i++) {
      int mask = range[address.length + i];
      if ((address[i] & mask) != (range[i] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** The base is how the name begins, attribute by attribute (RFC 5280 §7.1). */
  private boolean containsDirectoryName(GeneralName name) {
    RDN[] own = X500Name.getInstance(base.getName()).getRDNs();
    RDN[] other = X500Name.getInstance(name.getName()).getRDNs();
    if (own.length > other.length) {
      return false;
    }
    for (int i = 0; i < own.length; i++) {
      if (!IETFUtils.rDNAreEqual(own[i], other[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDomain(String text) {
    return HostName.isHostName(text.startsWith(".") ? text.substring(1) : text);
  }

  /** An address and a mask of ones and then zeros (RFC 4632 §3.1). */
  private static boolean isRange(byte[] range) {
    if (range.length != IPV4_RANGE_OCTETS && range.length != IPV6_RANGE_OCTETS) {
      return false;
    }
    boolean ended = false;
    for (int bit = range.length * 4; bit < range.length * 8; bit++) {
      boolean one = (range[bit / 8] >> (7 - bit % 8) & 1) == 1;
      if (one && ended) {
        return false;
      }
      ended = ended || !one;
    }
    return true;
  }
}
