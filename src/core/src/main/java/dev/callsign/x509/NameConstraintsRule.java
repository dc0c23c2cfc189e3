package dev.callsign.x509;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;

/**
 * All names below an authority are in the space that it is constrained to (RFC 5280 §4.2.1.10,
 * §6.1.3 b and c).
 *
 * <p>Every constraint applies to every certificate below it, except to intermediates that are
 * self-issued. A constraint may be marked critical or not (BR §7.1.2.5.2); it is enforced. A type
 * of name that cannot be compared, such as otherName, is refused where it is constrained. It does
 * NOT read DNS names out of common names, as no step does.
 */
final class NameConstraintsRule implements PathRule {

  /**
   * Comparisons of one name with one subtree, over a whole path. Real paths need fewer than a
   * thousand; thousands of names below thousands of constraints end here (Go's and rustls' limit).
   */
  static final int MAX_COMPARISONS = 250_000;

  /** The constraints of one authority. */
  private record Space(
      CertificateFields authority, List<Subtree> permitted, List<Subtree> excluded) {
    long size() {
      return (long) permitted.size() + excluded.size();
    }

    Stream<Subtree> all() {
      return Stream.concat(permitted.stream(), excluded.stream());
    }
  }

  @Override
  public Optional<Finding> broken(ParsedPath path) {
    List<Space> above = new ArrayList<>();
    long comparisons = 0;
    for (CertificateFields certificate : path.downwards()) {
      if (!certificate.isSelfIssued() || certificate == path.leaf()) {
        List<GeneralName> names = above.isEmpty() ? List.of() : names(certificate);
        comparisons += names.size() * above.stream().mapToLong(Space::size).sum();
        if (comparisons > MAX_COMPARISONS) {
          return broken("at most 250000 comparisons of names with constraints", "more");
        }
        Optional<Finding> outside = outside(certificate, names, above);
        if (outside.isPresent()) {
          return outside;
        }
      }
      if (certificate != path.leaf() && certificate.has(KnownExtension.NAME_CONSTRAINTS)) {
        Optional<Space> space = space(certificate);
        if (space.isEmpty()) {
          return broken("name constraints that can be judged", "malformed in " + certificate);
        }
        above.add(space.get());
      }
    }
    return Optional.empty();
  }

  private static Optional<Finding> outside(
      CertificateFields certificate, List<GeneralName> names, List<Space> above) {
    for (Space space : above) {
      for (GeneralName name : names) {
        if (!allows(space, name)) {
          return broken(
              "names that " + space.authority() + " may certify",
              name.getTagNo() == GeneralName.directoryName
                  ? certificate.toString()
                  : name + " in " + certificate);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean allows(Space space, GeneralName name) {
    boolean restricted = false;
    boolean permitted = false;
    for (Subtree subtree : space.permitted()) {
      if (subtree.type() == name.getTagNo()) {
        restricted = true;
        permitted = permitted || subtree.contains(name);
      }
    }
    boolean constrained = space.all().anyMatch(subtree -> subtree.type() == name.getTagNo());
    boolean judgeable =
        !constrained || (new Subtree(name).isComparable() && GeneralNameForm.isWellFormed(name));
    return judgeable
        && (!restricted || permitted)
        && space.excluded().stream()
            .noneMatch(subtree -> subtree.type() == name.getTagNo() && subtree.touches(name));
  }

  /** The subject, the alternative names, and mailboxes in the subject where no others are named. */
  private static List<GeneralName> names(CertificateFields certificate) {
    List<GeneralName> names = new ArrayList<>(certificate.alternativeNames());
    if (certificate.subject().size() > 0) {
      names.add(new GeneralName(certificate.subject()));
    }
    if (!certificate.has(KnownExtension.SUBJECT_ALTERNATIVE_NAME)) {
      for (RDN attributes : certificate.subject().getRDNs(BCStyle.EmailAddress)) {
        for (AttributeTypeAndValue attribute : attributes.getTypesAndValues()) {
          if (attribute.getType().equals(BCStyle.EmailAddress)) {
            String mailbox = IETFUtils.valueToString(attribute.getValue());
            names.add(new GeneralName(GeneralName.rfc822Name, mailbox));
          }
        }
      }
    }
    return names;
  }

  /** The constraints of an authority; empty when they are malformed or constrain nothing. */
  private static Optional<Space> space(CertificateFields authority) {
    Optional<NameConstraints> constraints = authority.extension(KnownExtension.NAME_CONSTRAINTS);
    if (constraints.isEmpty()) {
      return Optional.empty();
    }
    GeneralSubtree[] permitted = constraints.get().getPermittedSubtrees();
    GeneralSubtree[] excluded = constraints.get().getExcludedSubtrees();
    boolean empty =
        (permitted == null && excluded == null)
            || (permitted != null && permitted.length == 0)
            || (excluded != null && excluded.length == 0);
    List<Subtree> permits = new ArrayList<>();
    List<Subtree> excludes = new ArrayList<>();
    return empty || !collect(permitted, permits) || !collect(excluded, excludes)
        ? Optional.empty()
        : Optional.of(new Space(authority, permits, excludes));
  }

  private static boolean collect(GeneralSubtree @Nullable [] subtrees, List<Subtree> into) {
    if (subtrees == null) {
      return true;
    }
    for (GeneralSubtree subtree : subtrees) {
      if (!Subtree.isWellFormed(subtree)) {
        return false;
      }
      into.add(new Subtree(subtree.getBase()));
    }
    return true;
  }

  private static Optional<Finding> broken(String expected, String seen) {
    return Optional.of(Finding.fail(Slug.CHAIN_CONSTRAINT, expected, seen));
  }
}
