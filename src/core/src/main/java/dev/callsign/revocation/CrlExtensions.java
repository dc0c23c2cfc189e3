package dev.callsign.revocation;

import com.google.common.collect.ImmutableSet;
import dev.callsign.report.MalformedException;
import java.math.BigInteger;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of a whole list (RFC 5280 §5.2).
 *
 * @param number the CRLNumber; null when there is none
 * @param numberIsCritical whether the CRLNumber is marked critical, which it must not be
 * @param issuingPoint the issuing distribution point; null when there is none
 * @param unusable object identifiers, in hex of their contents, of what forbids using the list: a
 *     critical extension that this verifier does not understand, or the mark of a delta list
 */
record CrlExtensions(
    @Nullable BigInteger number,
    boolean numberIsCritical,
    @Nullable IssuingPoint issuingPoint,
    Set<String> unusable) {

  /**
   * What the extension issuingDistributionPoint says (RFC 5280 §5.2.5).
   *
   * @param uri the only URI of its name; empty when the name is another or missing
   * @param isCritical whether it is marked critical, as it must be
   * @param narrows whether the list leaves certificates of servers or reasons out, or is about
   *     those of other issuers
   */
  record IssuingPoint(Optional<String> uri, boolean isCritical, boolean narrows) {}

  static final CrlExtensions NONE = new CrlExtensions(null, false, null, Set.of());

  // Object identifiers as Der#readOid has them: id-ce is 2.5.29.
  private static final String CRL_NUMBER = "551d14";
  private static final String DELTA_CRL_INDICATOR = "551d1b";
  private static final String ISSUING_POINT = "551d1c";
  private static final String AUTHORITY_KEY_IDENTIFIER = "551d23";

  private static final int NAME = Der.CONTEXT_CONSTRUCTED;
  private static final int ONLY_USER_CERTIFICATES = Der.CONTEXT | 1;
  private static final int ONLY_CA_CERTIFICATES = Der.CONTEXT | 2;
  private static final int ONLY_SOME_REASONS = Der.CONTEXT | 3;
  private static final int INDIRECT = Der.CONTEXT | 4;
  private static final int ONLY_ATTRIBUTE_CERTIFICATES = Der.CONTEXT | 5;

  /** Octets of the longest CRLNumber (RFC 5280 §5.2.3). */
  private static final int MAX_NUMBER_OCTETS = 20;

  /** Extensions of one list; RFC 5280 defines seven. */
  private static final int MAX_EXTENSIONS = 32;

  /** Copies the set. */
  CrlExtensions {
    unusable = ImmutableSet.copyOf(unusable);
  }

  static CrlExtensions read(Der extensions) throws MalformedException {
    CrlExtensions read = NONE;
    Set<String> seen = new LinkedHashSet<>();
    while (extensions.hasNext()) {
      DerExtension item = DerExtension.read(extensions);
      if (!seen.add(item.oid()) || seen.size() > MAX_EXTENSIONS) {
        throw Der.malformed("an extension occurs twice, or there are too many");
      }
      read = read.with(item);
    }
    return read;
  }

  private CrlExtensions with(DerExtension item) throws MalformedException {
    if (item.oid().equals(CRL_NUMBER)) {
      return new CrlExtensions(readNumber(item.value()), item.isCritical(), issuingPoint, unusable);
    }
    if (item.oid().equals(ISSUING_POINT)) {
      return new CrlExtensions(number, numberIsCritical, readPoint(item), unusable);
    }
    boolean understood = item.oid().equals(AUTHORITY_KEY_IDENTIFIER);
    boolean isDelta = item.oid().equals(DELTA_CRL_INDICATOR);
    return isDelta || (item.isCritical() && !understood) ? withUnusable(item.oid()) : this;
  }

  /** The same, and one more that forbids using the list. */
  CrlExtensions withUnusable(String oid) {
    Set<String> more = new LinkedHashSet<>(unusable);
    more.add(oid);
    return new CrlExtensions(number, numberIsCritical, issuingPoint, more);
  }

  private static BigInteger readNumber(Der value) throws MalformedException {
    byte[] octets = value.readInteger().octets();
    value.end();
    if (octets.length > MAX_NUMBER_OCTETS || octets[0] < 0) {
      throw Der.malformed("the CRLNumber is negative or longer than 20 octets");
    }
    return new BigInteger(octets);
  }

  private static IssuingPoint readPoint(DerExtension item) throws MalformedException {
    Der point = item.value().read(Der.SEQUENCE);
    item.value().end();
    Optional<String> uri =
        point.hasNext(NAME) ? DistributionPointName.uri(point.read()) : Optional.empty();
    if (point.hasNext(ONLY_USER_CERTIFICATES)) {
      point.readBoolean(ONLY_USER_CERTIFICATES);
    }
    boolean narrows = readFlag(point, ONLY_CA_CERTIFICATES);
    if (point.hasNext(ONLY_SOME_REASONS)) {
      point.read();
      narrows = true;
    }
    narrows |= readFlag(point, INDIRECT);
    narrows |= readFlag(point, ONLY_ATTRIBUTE_CERTIFICATES);
    point.end();
    return new IssuingPoint(uri, item.isCritical(), narrows);
  }

  private static boolean readFlag(Der point, int tag) throws MalformedException {
    return point.hasNext(tag) && point.readBoolean(tag);
  }
}
