package dev.callsign.x509;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the ways from a leaf to the anchors, through what was presented and what is cached (RFC
 * 4158). Only names and signatures count here; everything else is {@link ChainVerifier}'s.
 *
 * <p>Paths come one by one, the shortest first, and the search goes no further than it is asked to.
 * Not safe for concurrent use.
 */
final class PathFinder {

  /**
   * Signatures checked in one search. Real chains need fewer than ten; a crafted one that offers
   * many certificates of one name ends here instead of growing with the factorial of their number.
   */
  static final int MAX_SIGNATURE_CHECKS = 64;

  /**
   * Beginnings of paths that one search extends. Authorities that all sign each other make more
   * paths than signatures; real chains have fewer than ten beginnings.
   */
  static final int MAX_BEGINNINGS = 256;

  private record Link(X509Certificate subject, PublicKey issuer) {}

  private final X509Certificate leaf;
  private final TrustAnchors anchors;
  private final int maxBelowAnchor;
  private final SignatureChecks checks;
  private final Set<X509Certificate> candidates = new LinkedHashSet<>();
  private final Map<Link, Boolean> signatures = new HashMap<>();
  private final Deque<List<X509Certificate>> beginnings = new ArrayDeque<>();
  private final Deque<CertificatePath> found = new ArrayDeque<>();
  private int extended;
  private int signatureChecks;

  PathFinder(CertificateChain chain, TrustAnchors anchors) {
    this(chain, anchors, SignatureChecks.all());
  }

  PathFinder(CertificateChain chain, TrustAnchors anchors, SignatureChecks checks) {
    this(chain, anchors, CertificatePath.MAX_BELOW_ANCHOR, checks);
  }

  /**
   * A search for paths of at most {@code maxBelowAnchor} certificates, the anchor not counted.
   *
   * @param maxBelowAnchor at least 1
   */
  PathFinder(CertificateChain chain, TrustAnchors anchors, int maxBelowAnchor) {
    this(chain, anchors, maxBelowAnchor, SignatureChecks.all());
  }

  private PathFinder(
      CertificateChain chain, TrustAnchors anchors, int maxBelowAnchor, SignatureChecks checks) {
    this.checks = checks;
    this.leaf = chain.leaf();
    this.anchors = anchors;
    this.maxBelowAnchor = maxBelowAnchor;
    candidates.addAll(chain.certificates());
    candidates.addAll(anchors.intermediates());
    beginnings.add(List.of(leaf));
    findAnchorsOf(List.of(leaf));
  }

  /** The next path; empty when there is no further one, or none within the limits. */
  Optional<CertificatePath> next() {
    while (found.isEmpty() && !beginnings.isEmpty() && extended < MAX_BEGINNINGS) {
      extend(beginnings.remove());
    }
    return Optional.ofNullable(found.poll());
  }

  /** Every remaining path, shortest first. */
  List<CertificatePath> paths() {
    List<CertificatePath> paths = new ArrayList<>();
    for (Optional<CertificatePath> path = next(); path.isPresent(); path = next()) {
      paths.add(path.get());
    }
    return paths;
  }

  /** Whether a certificate with the name of the leaf's issuer is known, whatever it signed. */
  boolean knowsLeafIssuer() {
    return Stream.concat(anchors.all().stream(), candidates.stream())
        .map(X509Certificate::getSubjectX500Principal)
        .anyMatch(leaf.getIssuerX500Principal()::equals);
  }

  /** How many signatures the search has checked. */
  int signatureChecks() {
    return signatureChecks;
  }

  /** How many beginnings of paths the search has extended. */
  int beginningsExtended() {
    return extended;
  }

  private void extend(List<X509Certificate> below) {
    extended++;
    if (below.size() == maxBelowAnchor) {
      return;
    }
    X509Certificate last = below.getLast();
    List<X509Certificate> namesakes =
        candidates.stream()
            .filter(candidate -> isNamed(candidate, last) && !repeats(candidate, below))
            .toList();
    for (X509Certificate candidate : likelyFirst(namesakes, last)) {
      if (signed(candidate.getPublicKey(), last)) {
        List<X509Certificate> longer = new ArrayList<>(below);
        longer.add(candidate);
        beginnings.add(List.copyOf(longer));
        findAnchorsOf(List.copyOf(longer));
      }
    }
  }

  private void findAnchorsOf(List<X509Certificate> below) {
    X509Certificate last = below.getLast();
    for (X509Certificate anchor : anchors.all()) {
      if (isNamed(anchor, last) && signed(anchor.getPublicKey(), last)) {
        found.add(new CertificatePath(below, anchor, !anchors.shipped().contains(anchor)));
      }
    }
  }

  private static boolean isNamed(X509Certificate issuer, X509Certificate subject) {
    return issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal());
  }

  /** The same authority a second time leads nowhere new (RFC 4158 §2.4.2). */
  private static boolean repeats(X509Certificate candidate, List<X509Certificate> below) {
    return below.stream()
        .anyMatch(
            earlier ->
                earlier.getSubjectX500Principal().equals(candidate.getSubjectX500Principal())
                    && earlier.getPublicKey().equals(candidate.getPublicKey()));
  }

  /** A hint only (RFC 4158 §3.5.12): those with the key that the subject names come first. */
  private static List<X509Certificate> likelyFirst(
      List<X509Certificate> namesakes, X509Certificate subject) {
    Optional<CertificateFields> fields =
        namesakes.size() < 2 ? Optional.empty() : CertificateFields.decode(subject);
    if (fields.isEmpty()) {
      return namesakes;
    }
    List<X509Certificate> likely = new ArrayList<>();
    List<X509Certificate> others = new ArrayList<>();
    for (X509Certificate namesake : namesakes) {
      boolean unlikely =
          CertificateFields.decode(namesake).filter(fields.get()::namesAnotherKeyThan).isPresent();
      (unlikely ? others : likely).add(namesake);
    }
    likely.addAll(others);
    return likely;
  }

  private boolean signed(PublicKey issuer, X509Certificate subject) {
    Link link = new Link(subject, issuer);
    Boolean known = signatures.get(link);
    if (known != null || signatureChecks == MAX_SIGNATURE_CHECKS) {
      return Boolean.TRUE.equals(known);
    }
    signatureChecks++;
    boolean verified = holds(subject, issuer);
    signatures.put(link, verified);
    return verified;
  }

  private boolean holds(X509Certificate subject, PublicKey issuer) {
    byte[] tbsCertificate;
    try {
      tbsCertificate = subject.getTBSCertificate();
    } catch (CertificateEncodingException e) {
      return false;
    }
    return checks.holds(
        subject.getSigAlgName(),
        issuer,
        tbsCertificate,
        subject.getSignature(),
        () -> verifies(subject, issuer));
  }

  private static boolean verifies(X509Certificate subject, PublicKey issuer) {
    try {
      subject.verify(issuer);
      return true;
    } catch (GeneralSecurityException | ProviderException e) {
      return false; // another key of the same name, an unknown or unusable one, or a forgery
    }
  }
}
