package dev.callsign.x509;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the ways from a leaf to the anchors, through what was presented and what is cached (RFC
 * 4158). Only names and signatures count here; everything else is {@link ChainVerifier}'s.
 */
final class PathFinder {

  /**
   * Signatures checked in one search. Real chains need fewer than ten; a crafted one that offers
   * many certificates of one name ends here instead of growing with the factorial of their number.
   */
  static final int MAX_SIGNATURE_CHECKS = 64;

  private final X509Certificate leaf;
  private final TrustAnchors anchors;
  private final Set<X509Certificate> candidates = new LinkedHashSet<>();
  private final List<CertificatePath> found = new ArrayList<>();
  private int signatureChecks;

  PathFinder(CertificateChain chain, TrustAnchors anchors) {
    this.leaf = chain.leaf();
    this.anchors = anchors;
    candidates.addAll(chain.certificates());
    candidates.addAll(anchors.intermediates());
    extend(List.of(leaf));
    found.sort(Comparator.comparingInt(path -> path.certificates().size()));
  }

  /** Every path found, shortest first. */
  List<CertificatePath> paths() {
    return found;
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

  private void extend(List<X509Certificate> below) {
    X509Certificate last = below.getLast();
    for (X509Certificate anchor : anchors.all()) {
      if (issued(anchor, last)) {
        found.add(new CertificatePath(below, anchor, !anchors.shipped().contains(anchor)));
      }
    }
    if (below.size() == CertificatePath.MAX_BELOW_ANCHOR) {
      return;
    }
    for (X509Certificate candidate : candidates) {
      if (!below.contains(candidate) && issued(candidate, last)) {
        List<X509Certificate> longer = new ArrayList<>(below);
        longer.add(candidate);
        extend(List.copyOf(longer));
      }
    }
  }

  private boolean issued(X509Certificate issuer, X509Certificate subject) {
    if (!issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal())
        || signatureChecks == MAX_SIGNATURE_CHECKS) {
      return false;
    }
    signatureChecks++;
    try {
      subject.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException | ProviderException e) {
      return false; // another key of the same name, an unknown or unusable one, or a forgery
    }
  }
}
