package dev.callsign.x509;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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

  private final TrustAnchors anchors;
  private final Set<X509Certificate> candidates = new LinkedHashSet<>();
  private final List<CertificatePath> found = new ArrayList<>();
  private int signatureChecks;
  private boolean leafIssuerFound;

  PathFinder(CertificateChain chain, TrustAnchors anchors) {
    this.anchors = anchors;
    candidates.addAll(chain.certificates());
    candidates.addAll(anchors.intermediates());
    extend(List.of(chain.leaf()));
    found.sort(Comparator.comparingInt(path -> path.certificates().size()));
  }

  /** Every path found, shortest first. */
  List<CertificatePath> paths() {
    return found;
  }

  /** Whether a certificate that signed the leaf is known at all. */
  boolean leafIssuerFound() {
    return leafIssuerFound;
  }

  private void extend(List<X509Certificate> below) {
    X509Certificate last = below.getLast();
    for (X509Certificate anchor : anchors.all()) {
      if (issued(anchor, last)) {
        leafIssuerFound = true;
        found.add(new CertificatePath(below, anchor, !anchors.shipped().contains(anchor)));
      }
    }
    if (below.size() == CertificatePath.MAX_BELOW_ANCHOR) {
      return;
    }
    for (X509Certificate candidate : candidates) {
      if (!below.contains(candidate) && issued(candidate, last)) {
        leafIssuerFound = true;
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
    } catch (GeneralSecurityException e) {
      return false; // another key of the same name, an unknown algorithm, or a forgery
    }
  }
}
